"""How many threads libraries may take in the process of a test, and in those that it starts."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
"""Read by each library when it is loaded. What a test learns is too small to be worth a second thread."""
