"""Amazon SageMaker AI for the local run: a recorded control plane, and really executed endpoints and jobs."""
