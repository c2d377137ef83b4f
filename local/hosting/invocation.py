"""One request to a model server and what came of it, the same for production and for a shadow."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import urllib3

from local.hosting.model_server import ModelServer
from local.sagemaker.errors import ServiceError


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """What a caller sent: `headers` are those that SageMaker hands on to the container."""

    body: bytes
    headers: Mapping[str, str]
    inference_id: str | None = None
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    time: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a server answered. Without an answer `status` is 500 (lost) or 503, and `reason` says why.

    `microseconds` is the time between the request to the server and its answer: CloudWatch's ModelLatency.
    """

    status: int
    microseconds: float
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: ServiceError | str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the model answered 2XX."""
        return 200 <= self.status < 300


def ask(server: ModelServer, invocation: Invocation) -> Outcome:
    """Send the request once. A server that is dead, slow or broken is an outcome, not an exception."""
    started = time.perf_counter()
    try:
        response = server.invoke(body=invocation.body, headers=invocation.headers)
    except ServiceError as error:
        return Outcome(status=error.status, microseconds=_since(started), reason=error)
    except urllib3.exceptions.HTTPError as error:
        return Outcome(status=500, microseconds=_since(started), reason=type(error).__name__)
    return Outcome(
        status=response.status, microseconds=_since(started), data=response.data, headers=response.headers
    )


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1e6
