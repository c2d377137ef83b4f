"""What is known about the request that API Gateway is serving: the source of every $context variable."""

import contextvars
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id

Headers = dict[str, Any]


@dataclass(kw_only=True)
class Exchange:
    """One request, filled in while it is served. `request` is the emulator's own dictionary about it."""

    api_id: str
    stage: str
    method: str
    path: str
    headers: Headers
    request: dict[str, Any] = field(default_factory=dict)
    error: Any = None
    validation_error: str = ""
    integration_failed: bool = False
    status: int = 0
    response_length: int = 0
    started: float = field(default_factory=time.perf_counter)
    integration_started: float | None = None
    integration_milliseconds: int | None = None
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def milliseconds(self) -> int:
        """Since the request arrived."""
        return round((time.perf_counter() - self.started) * 1000)

    def variables(self) -> dict[str, str]:
        """Return names without `$context.`; a variable without a value is absent.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
        """
        latency = self.integration_milliseconds
        known: dict[str, Any] = {
            "accountId": get_account_id(),
            "apiId": self.api_id,
            "error.message": getattr(self.error, "message", None),
            "error.responseType": getattr(self.error, "response_type", None),
            "error.validationErrorString": self.validation_error or None,
            "extendedRequestId": self.request.get("request_id"),
            "httpMethod": self.method,
            "identity.apiKeyId": self.request.get("api_key_id"),
            "identity.sourceIp": "127.0.0.1",
            "identity.userAgent": self.headers.get("user-agent"),
            "integration.latency": latency,
            "integrationLatency": latency,
            "integration.status": self.status if latency is not None else None,
            "path": f"/{self.stage}{self.path}",
            "protocol": "HTTP/1.1",
            "requestId": self.request.get("request_id"),
            "requestTime": self.time.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "requestTimeEpoch": int(self.time.timestamp() * 1000),
            "resourcePath": self.request.get("resource_path") or None,
            "responseLatency": self.milliseconds,
            "responseLength": self.response_length,
            "stage": self.stage,
            "status": self.status or None,
        }
        return {name: str(value) for name, value in known.items() if value is not None}


current: contextvars.ContextVar[Exchange | None] = contextvars.ContextVar("lab2api_exchange", default=None)


def serving() -> Exchange:
    """Return the exchange of the request being served; an empty one outside any."""
    return current.get() or Exchange(api_id="", stage="", method="", path="", headers={})
