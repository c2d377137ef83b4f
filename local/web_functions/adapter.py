"""An API Gateway event as an HTTP request to the function's server, as the Lambda Web Adapter makes it.

Source: aws/aws-lambda-web-adapter, src/lib.rs, fetch_response: path and headers as they came, both contexts
as JSON in headers that a client cannot set.
"""

import base64
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from local.streaming.upstream import Upstream

REQUEST_CONTEXT, LAMBDA_CONTEXT = "x-amzn-request-context", "x-amzn-lambda-context"
_OF_THE_CONNECTION = ("connection", "content-length", "host", "keep-alive", "transfer-encoding")


def send(
    event: Mapping[str, Any], *, config: Mapping[str, Any], address: str
) -> tuple[Upstream, int, dict[str, str]]:
    """Send the event's request; UpstreamError when the server does not answer in the function's timeout."""
    seconds = float(config.get("Timeout", 3))
    upstream = Upstream(address + _target(event), seconds=seconds)
    headers = _headers(event, config=config, seconds=seconds)
    status, answered = upstream.open(str(event["httpMethod"]), body=_body(event), headers=headers)
    return upstream, status, {n: v for n, v in answered.items() if n not in _OF_THE_CONNECTION}


def _target(event: Mapping[str, Any]) -> str:
    query = event.get("multiValueQueryStringParameters") or {}
    path = quote(str(event["path"]), safe="/:@!$&'()*+,;=~")
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def _headers(event: Mapping[str, Any], *, config: Mapping[str, Any], seconds: float) -> dict[str, str]:
    sent = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    kept = {name: value for name, value in sent.items() if name not in _OF_THE_CONNECTION}
    context = {
        "request_id": str(uuid.uuid4()),
        "deadline": int((time.time() + seconds) * 1000),
        "invoked_function_arn": config["FunctionArn"],
    }
    return kept | {REQUEST_CONTEXT: json.dumps(event["requestContext"]), LAMBDA_CONTEXT: json.dumps(context)}


def _body(event: Mapping[str, Any]) -> bytes:
    body = str(event.get("body") or "")
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
