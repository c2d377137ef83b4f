"""How many threads the libraries of a test may take: in its own process, and in one started with few variables."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
"""Read by each library when it is loaded. What a test learns is too small to be worth a second thread."""
