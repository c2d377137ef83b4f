"""AWS's calls as ports: each is one boto3 method, its errors sorted; the clients are made in handlers."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from http_api.problems import Kind
from http_api.retries import AttemptError
from prediction_jobs.submitting import InvokeEndpointAsync

from .endpoint import ATTEMPT_SECONDS, Address, Invoked, InvokeEndpoint, failed, version_of
from .kept import MissingError, ReadError

CONNECT_SECONDS = 2
# botocore counts the first call as an attempt: 1 means no retries of its own, ours are in endpoint.py.
ASK_ONCE = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=ATTEMPT_SECONDS - CONNECT_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 1},
)
# A read that fails in the end leaves the time for the paid call: two attempts and at most 1 s between them.
READ_TWICE = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
# Ten parameters a page (API reference, GetParametersByPath): 500 models.
MOST_PAGES = 50
JSON = "application/json"
MISSING = {"NoSuchKey", "404", "AccessDenied", "403"}
"""With what S3 answers for an object that is not there: 403 to who may not list."""


def invoking(client: Any) -> InvokeEndpoint:
    """Make the paid call a port: one attempt, its errors sorted into kinds."""

    def invoke(*, address: Address, body: bytes, attributes: str) -> Invoked:
        chosen = {"InferenceComponentName": address.component, "TargetModel": address.target_model}
        try:
            response = client.invoke_endpoint(
                EndpointName=address.endpoint,
                Body=body,
                ContentType=JSON,
                Accept=JSON,
                CustomAttributes=attributes,
                **{name: value for name, value in chosen.items() if value},
            )
            return Invoked(body=response["Body"].read(), version=version_of(response.get("CustomAttributes")))
        except (ClientError, BotoCoreError) as error:
            raise _sorted(error) from error

    return invoke


def invoking_async(client: Any, *, bucket: str) -> InvokeEndpointAsync:
    """Make SageMaker's queue a port; the job's id comes back with the notification."""

    def invoke(*, endpoint: str, input: str, job_id: str, seconds: int) -> None:
        try:
            client.invoke_endpoint_async(
                EndpointName=endpoint,
                InputLocation=f"s3://{bucket}/{input}",
                ContentType=JSON,
                Accept=JSON,
                InferenceId=job_id,
                # 60 to 21,600 (API reference, InvokeEndpointAsync).
                RequestTTLSeconds=max(60, min(seconds, 21_600)),
            )
        except (ClientError, BotoCoreError) as error:
            raise _sorted(error) from error

    return invoke


def read_parameters(client: Any, path: str) -> dict[str, str]:
    """Read every parameter below `path`, by the last part of its name."""
    values: dict[str, str] = {}
    token: dict[str, str] = {}
    try:
        for _ in range(MOST_PAGES):
            page = client.get_parameters_by_path(Path=path, Recursive=False, **token)
            values |= {p["Name"].rpartition("/")[2]: p["Value"] for p in page["Parameters"]}
            if not page.get("NextToken"):
                return values
            token = {"NextToken": page["NextToken"]}
    except (ClientError, BotoCoreError) as error:
        raise ReadError("GetParametersByPath failed") from error
    raise ReadError(f"more than {MOST_PAGES} pages of parameters")


def read_object(client: Any, bucket: str, key: str) -> bytes:
    """Read one object's bytes."""
    try:
        content: bytes = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        kind = MissingError if error.response["Error"]["Code"] in MISSING else ReadError
        raise kind("GetObject failed") from error
    except BotoCoreError as error:
        raise ReadError("GetObject failed") from error
    return content


def _sorted(error: ClientError | BotoCoreError) -> AttemptError:
    if isinstance(error, ClientError):
        return failed(error.response["Error"]["Code"], str(error.response["Error"].get("Message", "")))
    if isinstance(error, ReadTimeoutError):
        return AttemptError(Kind.DEADLINE_EXCEEDED, "The model did not answer in time.", retryable=False)
    return AttemptError(Kind.UNAVAILABLE, "The model could not be reached.", retryable=True)
