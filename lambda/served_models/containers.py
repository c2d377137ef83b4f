"""Models behind the private load balancer, on ECS and EKS: the paid call as one HTTPS request."""

import json
from typing import Protocol

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from http_api.problems import Kind, printable
from http_api.retries import AttemptError

from .endpoint import Address, Invoked, InvokeEndpoint, NoCapacityError, version_of

CONNECT_SECONDS = 2.0
ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes"
"""The header by which SageMaker hands on CustomAttributes; a container sees and sends the same here."""
JSON = "application/json"
_OF_THE_ROWS = {400, 413, 415, 422}
_NOT_READY = {404, 502, 503, 504}
"""404 is the load balancer's own for a model that it has no rule of; 502 and 504 of a task that is ending."""


class Answer(Protocol):
    """What of urllib3's response is read."""

    @property
    def status(self) -> int:
        """The status code."""

    @property
    def headers(self) -> urllib3.HTTPHeaderDict:
        """The headers."""

    @property
    def data(self) -> bytes:
        """The body."""


def connections(*, attempt_seconds: float) -> urllib3.PoolManager:
    """Make what keeps connections: certificates are checked, nothing is retried or followed."""
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=attempt_seconds - CONNECT_SECONDS)
    return urllib3.PoolManager(timeout=timeout, retries=False, cert_reqs="CERT_REQUIRED")


def asking_containers(pool: urllib3.PoolManager) -> InvokeEndpoint:
    """Make the paid call to a container a port: one attempt, its errors sorted into kinds."""

    def invoke(*, address: Address, body: bytes, attributes: str) -> Invoked:
        headers = {"Content-Type": JSON, "Accept": JSON, ATTRIBUTES: attributes}
        try:
            answer = pool.request("POST", f"{address.url}/invocations", body=body, headers=headers)
        except ReadTimeoutError as error:
            late = "The model did not answer in time."
            raise AttemptError(Kind.DEADLINE_EXCEEDED, late, retryable=False) from error
        except HTTPError as error:
            raise AttemptError(Kind.UNAVAILABLE, "The model could not be reached.", retryable=True) from error
        if answer.status != 200:
            raise _sorted(answer)
        return Invoked(body=answer.data, version=version_of(answer.headers.get(ATTRIBUTES)))

    return invoke


def by_address(*, endpoints: InvokeEndpoint, containers: InvokeEndpoint) -> InvokeEndpoint:
    """Ask containers where the address has a URL, else SageMaker."""

    def invoke(*, address: Address, body: bytes, attributes: str) -> Invoked:
        ask = containers if address.url else endpoints
        return ask(address=address, body=body, attributes=attributes)

    return invoke


def _sorted(answer: Answer) -> AttemptError:
    status = answer.status
    if status == 429:
        return AttemptError(Kind.THROTTLED, "The model has too many requests.", retryable=True)
    if status == 503 and answer.headers.get("Server", "").startswith("awselb"):
        # The load balancer has nobody to hand the request to (Elastic Load Balancing guide, HTTP 503).
        return NoCapacityError()
    if status in _OF_THE_ROWS:
        return AttemptError(Kind.INVALID_REQUEST, _detail(answer.data), retryable=False)
    if status in _NOT_READY:
        return AttemptError(Kind.UNAVAILABLE, "The model is not ready.", retryable=status != 404)
    return AttemptError(Kind.MODEL_FAILED, "The model could not answer these rows.", retryable=False)


def _detail(body: bytes) -> str:
    """Pass on what the container says is wrong, if it says it as our containers do."""
    try:
        said = json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError, RecursionError):
        said = None
    return printable(said) if isinstance(said, str) else "The model does not take these rows."
