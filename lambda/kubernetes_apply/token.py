"""The token by which EKS knows an IAM role: a signed question to STS, which EKS asks for the caller."""

import base64
from typing import Any

from botocore.signers import RequestSigner

VALID_SECONDS = 60
"""EKS takes a token for 14 minutes whatever is said here; each call makes its own."""


def token(session: Any, *, cluster: str, region: str) -> str:
    """Return `k8s-aws-v1.` and the signed URL; nothing is sent, so STS needs no way to it.

    Source: EKS guide, "Cluster authentication", and aws-iam-authenticator's README, "API Authorization".
    """
    client = session.client("sts", region_name=region)
    signer = RequestSigner(
        client.meta.service_model.service_id,
        region,
        "sts",
        "v4",
        session.get_credentials(),
        session.events,
    )
    url = signer.generate_presigned_url(
        {
            "method": "GET",
            "url": f"https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": cluster},
            "context": {},
        },
        region_name=region,
        expires_in=VALID_SECONDS,
        operation_name="",
    )
    return f"k8s-aws-v1.{base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')}"
