"""`lab2api lifecycle demo`: a model's whole life on this machine, told by the AWS APIs that record it."""
