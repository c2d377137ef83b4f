"""Tabular models from a CSV to an ONNX artifact and back to predictions.

The training modules need pandas and scikit-learn. The serving modules (`card`, `problem`, `rows`,
`text_rows`, `predictor`, `app`) need only numpy, onnxruntime, orjson and pydantic, and travel in the
artifact.
"""
