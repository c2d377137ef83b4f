"""A recipe: one typed definition of how raw rows become rows to learn from, for four engines.

`document.py` reads it from TOML and plans it as steps over typed expressions. The steps run in memory
(`in_memory.py`, Polars), in Spark (`compiled.py` writes them as SQL in JSON, `spark.py` runs that), and in
Data Wrangler (`flow.py`, and `flow_reading.py` back). `faults.py`, `csv_files.py` and `spark.py` import the
standard library and PySpark only: they are all that Spark's container gets.
"""
