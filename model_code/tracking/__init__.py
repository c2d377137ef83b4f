"""Runs in MLflow: what a training measured, written once for each execution, on a server or in files."""
