"""The SageMaker pipeline's definition and the code that writes it.

Importing this package takes the SageMaker Python SDK offline: the SDK and boto3 read these variables at
import, so they are set before anything else. sagemaker 3.27.0 builds a client at import (region, credentials)
and simulates IAM policies for every role it is given (role validation).
"""

import os

os.environ.update(
    AWS_ACCESS_KEY_ID="unused",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_SECRET_ACCESS_KEY="unused",  # noqa: S106 - a placeholder; no request is sent
    SAGEMAKER_VALIDATE_ROLE="false",
)
