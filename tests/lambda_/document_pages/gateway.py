"""API Gateway's REST events as it sends them: a binary body in base64, headers as the client wrote them."""

import base64
import json
from dataclasses import dataclass
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from http_api.metered import MeteredRoutes
from http_api.telemetry import Telemetry


@dataclass(frozen=True)
class Answer:
    """What the function gave to API Gateway."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Context:
    """Lambda's context, as far as it is looked at."""

    left_ms: int = 28_000

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


def telemetry() -> Telemetry:
    return Telemetry(logger=Logger(service="test"), metrics=Metrics(namespace="lab2api", service="test"))


def event(
    method: str,
    path: str,
    body: bytes | object = None,
    *,
    content_type: str | None = "image/png",
    query: dict[str, str] | None = None,
    caller: str = "key-1",
    principal: str | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Bytes are a binary body; anything else is sent as JSON. A `principal` signs by IAM, without a key."""
    sent = {"Accept": "application/json", **(headers or {})}
    text, is_base64 = None, False
    if isinstance(body, bytes):
        text, is_base64 = base64.b64encode(body).decode(), True
    elif body is not None:
        text, content_type = json.dumps(body), "application/json"
    if content_type and text is not None:
        sent["Content-Type"] = content_type
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {k: [v] for k, v in query.items()} if query else None,
        "pathParameters": None,
        "requestContext": {
            "requestId": "request-1",
            "resourcePath": path,
            "identity": {"apiKeyId": None if principal else caller, "caller": principal},
        },
        "body": text,
        "isBase64Encoded": is_base64,
    }


def send(routes: MeteredRoutes, sent: dict[str, Any], *, left_ms: int = 28_000) -> Answer:
    """Have the event answered; the body is read as strict JSON."""
    got = routes.handle(sent, cast(LambdaContext, Context(left_ms)))
    headers = {name.lower(): values[0] for name, values in got["multiValueHeaders"].items()}
    return Answer(got["statusCode"], headers, json.loads(got["body"], parse_constant=_refuse))


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")
