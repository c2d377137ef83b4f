"""One request to an asynchronous endpoint, and what a model server says to it."""

import urllib3
from pydantic import BaseModel, ConfigDict

from local import clock
from local.hosting.model_server import ModelServer
from local.jobs import objects
from local.jobs.errors import JobError
from local.sagemaker.errors import ServiceError


class AsynchronousRequest(BaseModel):
    """What InvokeEndpointAsync accepted. Times are seconds; `accepted` is since the epoch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inference_id: str
    endpoint: str
    headers: dict[str, str]
    input_location: str | None
    body: bytes | None
    output_location: str
    failure_location: str | None
    accepted: float
    time_to_live: float
    timeout: float


class Result(BaseModel):
    """How a request ended: with the model's answer, or with a reason and maybe the model's answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    reason: str | None = None
    counts: dict[str, tuple[float, str]] = {}


class LostError(Exception):
    """The process ended, or was ended, before it had answered: the request can be asked again."""


def ask(request: AsynchronousRequest, server: ModelServer, *, variant: str) -> Result:
    """Read the input, ask the server; `LostError` if its process ended meanwhile."""
    try:
        body = request.body if request.input_location is None else objects.read(request.input_location)
    except JobError as error:
        return Result(reason=str(error), counts={"RequestDownloadFailures": (1.0, "Count")})
    started = clock.now()
    try:
        response = server.invoke(body=body or b"", headers=request.headers, seconds=request.timeout)
    except urllib3.exceptions.ReadTimeoutError:
        return Result(reason=f"ClientError: The model did not answer within {request.timeout:.0f} seconds.")
    except (urllib3.exceptions.HTTPError, ServiceError) as error:
        raise LostError(str(error)) from error
    return _result(response, variant=variant, microseconds=(clock.now() - started) * 1e6)


def _result(response: urllib3.BaseHTTPResponse, *, variant: str, microseconds: float) -> Result:
    status = response.status
    reason = None
    if status >= 400:
        side, text = "client" if status < 500 else "server", response.data.decode("utf-8", "replace")
        reason = f'ClientError: Received {side} error ({status}) from {variant} with message "{text[:512]}".'
    return Result(
        body=response.data,
        content_type=response.headers.get("Content-Type", "application/octet-stream"),
        reason=reason,
        counts={
            "ModelLatency": (microseconds, "Microseconds"),
            "Invocation4XXErrors": (float(400 <= status < 500), "Count"),
            "Invocation5XXErrors": (float(status >= 500), "Count"),
        },
    )
