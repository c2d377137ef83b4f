"""Tabular models from a CSV to an ONNX artifact and back to predictions.

Training modules (`dataset`, `columns`, `estimators`, `fit`, `export`, `plot`) need scikit-learn; serving modules
(`card`, `rows`, `predictor`, `problem`, `app`) only need numpy, onnxruntime, orjson and pydantic.
"""
