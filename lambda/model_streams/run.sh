#!/bin/sh
# What the Lambda Web Adapter's /opt/bootstrap starts. The managed runtime's own bootstrap, which it replaces, would
# have put layers and boto3 on the path.
export PYTHONPATH="${LAMBDA_TASK_ROOT}:/opt/python:${LAMBDA_RUNTIME_DIR}"
exec python3 -m model_streams.handler
