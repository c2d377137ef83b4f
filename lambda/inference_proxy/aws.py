"""More of AWS's calls as ports: what only the proxy does."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from http_api.problems import Kind
from http_api.retries import AttemptError
from http_api.signing import SIGNING
from job_store.objects import StoreError
from prediction_jobs.message import write_message
from prediction_jobs.submitting import Send
from served_models.aws import MISSING, READ_TWICE

from .uploads import SECONDS, Look, Presign

STORE = READ_TWICE.merge(SIGNING)


def sending(client: Any, *, queue_url: str) -> Send:
    """Make the worker's queue a port."""

    def send(job_id: str) -> None:
        try:
            client.send_message(QueueUrl=queue_url, MessageBody=write_message(job_id))
        except (ClientError, BotoCoreError) as error:
            raise AttemptError(Kind.UNAVAILABLE, "The job could not be queued.", retryable=True) from error

    return send


def presigning(client: Any, *, bucket: str) -> Presign:
    """Make the signing of a PUT a port: type and length are signed, and that nothing is there yet."""

    def presign(*, key: str, content_type: str, content_length: int) -> str:
        put = {"Bucket": bucket, "Key": key, "ContentType": content_type, "ContentLength": content_length}
        url: str = client.generate_presigned_url(
            "put_object", Params=put | {"IfNoneMatch": "*"}, ExpiresIn=SECONDS
        )
        return url

    return presign


def looking(client: Any, *, bucket: str) -> Look:
    """Make a look at an object a port; None where there is none."""

    def look(key: str) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = client.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise StoreError("HeadObject failed") from error
        except BotoCoreError as error:
            raise StoreError("HeadObject failed") from error
        return found

    return look
