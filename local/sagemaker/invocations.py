"""InvokeEndpoint: the request goes to a model server, the answer comes back, and CloudWatch counts it."""

import time
import urllib.parse
from collections.abc import Mapping
from typing import Any, Protocol

from local.hosting import fleets, metrics
from local.hosting.invocation import Invocation, Outcome
from local.hosting.model_server import TARGET_MODEL
from local.sagemaker.errors import ServiceError

MAXIMUM_BYTES = 25 * 1024 * 1024
"""Of a body to a real-time endpoint: https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html"""

_FORWARDED = {
    "content-type": "Content-Type",
    "accept": "Accept",
    "x-amzn-sagemaker-custom-attributes": "X-Amzn-SageMaker-Custom-Attributes",
    "x-amzn-sagemaker-inference-id": "X-Amzn-SageMaker-Inference-Id",
    "x-amzn-sagemaker-target-model": TARGET_MODEL,
}
_Response = tuple[int, dict[str, Any], bytes]


class Answered(Protocol):
    """What a container answered: an outcome here, or the HTTP response itself."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The HTTP headers."""

    @property
    def data(self) -> bytes:
        """The body."""


def invoke(name: str, headers: dict[str, str], body: bytes) -> _Response:
    """Send one request to a variant of the endpoint; `ServiceError` as SageMaker Runtime would raise it."""
    started = time.perf_counter()
    name = urllib.parse.unquote(name)
    check_size(body)
    invocation = Invocation(
        body=body,
        headers=forwarded(headers),
        inference_id=headers.get("x-amzn-sagemaker-inference-id"),
    )
    with fleets.traffic_of(name).lease() as fleet:
        served, outcome = fleet.answer(invocation, target=headers.get("x-amzn-sagemaker-target-variant"))
    total = (time.perf_counter() - started) * 1e6
    metrics.count(served, outcome, overhead=total - outcome.microseconds)
    _raise_without_answer(outcome, served)
    return answer(outcome, endpoint=name, variant=served.variant)


def check_size(body: bytes) -> None:
    """Raise `ServiceError` for a body that no real-time endpoint takes."""
    if len(body) > MAXIMUM_BYTES:
        raise ServiceError(
            code="ValidationError", message=f"The payload has {len(body)} bytes; {MAXIMUM_BYTES} is the most."
        )


def forwarded(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers that a request's container sees."""
    return {sent: headers[received] for received, sent in _FORWARDED.items() if received in headers}


def answer(response: Answered, *, endpoint: str, variant: str) -> _Response:
    """Return the container's answer as InvokeEndpoint's; `ServiceError` (ModelError) if it is an error."""
    if response.status >= 400:
        text = response.data.decode("utf-8", "replace")
        raise refused(response.status, text, endpoint=endpoint, variant=variant)
    answered = {
        "Content-Type": response.headers.get("Content-Type", "application/octet-stream"),
        "x-Amzn-Invoked-Production-Variant": variant,
    }
    if attributes := response.headers.get("X-Amzn-SageMaker-Custom-Attributes"):
        answered["X-Amzn-SageMaker-Custom-Attributes"] = attributes
    return 200, answered, response.data


def refused(status: int, text: str, *, endpoint: str, variant: str) -> ServiceError:
    """Make the ModelError of a container that answered 4XX or 5XX."""
    side = "client" if status < 500 else "server"
    message = f'Received {side} error ({status}) from {variant} with message "{text}".'
    return model_error(message=message, status=status, body=text, variant=variant, endpoint=endpoint)


def unanswered(reason: str, *, endpoint: str, variant: str) -> ServiceError:
    """Make the ModelError of a container that did not answer."""
    message = f"Received server error (0) from {variant}: {reason}."
    return model_error(message=message, status=500, body="", variant=variant, endpoint=endpoint)


def model_error(*, message: str, status: int, body: str, variant: str, endpoint: str) -> ServiceError:
    """Make SageMaker Runtime's ModelError, with the container's own status and text."""
    arn = f"/aws/sagemaker/Endpoints/{endpoint}:{variant}/local"
    return ServiceError(
        code="ModelError",
        message=message,
        status=424,
        Message=message,
        OriginalStatusCode=status,
        OriginalMessage=body,
        LogStreamArn=arn,
    )


def _raise_without_answer(outcome: Outcome, served: metrics.Served) -> None:
    if isinstance(outcome.reason, ServiceError):
        raise outcome.reason
    if outcome.reason is not None:
        raise model_error(
            message=f"Received server error (0) from {served.variant}: no answer ({outcome.reason}).",
            status=outcome.status,
            body="",
            variant=served.variant,
            endpoint=served.endpoint,
        )
