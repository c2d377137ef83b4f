"""Custom::InferenceImage: a container image built inside the account, named by digest."""
