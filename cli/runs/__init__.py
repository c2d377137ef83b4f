"""`lab2api runs`: what trainings measured, listed, shown and compared, from files, S3 or an MLflow App."""
