"""`lab2api batch`: many rows through a served model by a SageMaker batch transform job."""
