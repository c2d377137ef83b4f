"""Jobs behind `GET /v1/jobs/{id}`: their ids, their folders in the bucket, and how a request opens one."""
