"""Custom::InferenceImage: container images built inside the account, named by digest."""
