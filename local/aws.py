"""boto3 clients answered inside this process by the emulator's own handlers: no socket, no signature.

A provisioner runs on the emulator's event loop: a call over HTTP back into it would wait for itself.
The clients are the emulator's own hand, as a service principal is on AWS: strict mode does not check them.
"""

import asyncio
import functools
import io
import logging
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.config import Config
from ministack import app
from ministack.core import router
from ministack.core.responses import StreamingResponse, get_account_id, get_region

from local import private_loop

_ENDPOINT = "http://127.0.0.1"
_PRESIGNED = ("-query", "-presign-post")
"""What the name of a signature ends with that is part of an address or a form, and not of a request."""
_Response = tuple[int, dict[str, Any], Any]
logger = logging.getLogger("lab2api")


def name_services_without_loading_models() -> None:
    """Name the services for the router, which would else load every botocore model (400 MB) to learn them."""
    router._KNOWN_AWS_SERVICE_NAMES = frozenset(botocore.session.get_session().get_available_services())  # noqa: SLF001


def client(service: str) -> Any:
    """Return an in-process boto3 client for `service` in the account and region being served."""
    return _client(service, get_account_id(), get_region())


@functools.lru_cache(maxsize=64)
def _client(service: str, account: str, region: str) -> Any:
    created = boto3.client(
        service,  # type: ignore[call-overload]
        region_name=region,
        endpoint_url=_ENDPOINT,
        aws_access_key_id=account,
        aws_secret_access_key="local",  # noqa: S106
        config=Config(
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 1},
            # A large PutMetricData would come as gzip, which only the emulator's HTTP server unpacks.
            disable_request_compression=True,
            # Whole sentences about this machine else, put together anew for each request.
            user_agent="lab2api",
        ),
    )
    scope = f"Credential={account}/20260101/{region}/{created.meta.service_model.signing_name}/aws4_request"
    created.meta.events.register_first("choose-signer", _unsigned)
    created.meta.events.register("before-send", functools.partial(_answer, scope=scope))
    return created


def _unsigned(*, signature_version: Any, **_: Any) -> Any:
    """Leave requests unsigned: inside this process nobody checks them, and signing takes its time."""
    return None if str(signature_version).endswith(_PRESIGNED) else UNSIGNED


def _answer(request: AWSPreparedRequest, *, scope: str = "", **_: Any) -> AWSResponse:
    url = urlsplit(request.url)
    headers = {key.lower(): _text(value) for key, value in request.headers.items()}
    headers.setdefault("host", url.netloc)
    if scope:
        # By which the router knows the service, and handlers the account.
        headers.setdefault("authorization", f"AWS4-HMAC-SHA256 {scope}")
    query = parse_qs(url.query, keep_blank_values=True)
    body = _bytes(request.body)
    path = unquote(url.path) or "/"
    service = router.detect_service(request.method, path, headers, query)
    handler = app.SERVICE_HANDLERS.get(service)
    if handler is None:
        raise LookupError(f"{service} is not emulated: add it to local/services.py or do not call it")
    if headers.get("content-encoding", "").startswith("aws-chunked"):
        body = app._decode_aws_chunked_body(body, headers)  # noqa: SLF001
    status, answered, payload = _run(handler, request.method, path, headers, body, query)
    if isinstance(payload, StreamingResponse):
        raise TypeError(f"{service} {request.method} {path} streams its answer: call it over HTTP")
    named = HeadersDict({key: str(value) for key, value in answered.items()})
    return AWSResponse(request.url, status, cast(Any, named), _Raw(_bytes(payload)))


def _run(handler: Any, *request: Any) -> _Response:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _outside_a_loop(handler, *request)
    coroutine = handler(*request)
    try:
        coroutine.send(None)
    except StopIteration as finished:
        return cast(_Response, finished.value)
    coroutine.close()
    raise RuntimeError(f"{request[0]} {request[1]} waits for other work: call it from a worker thread")


def _outside_a_loop(handler: Any, *request: Any) -> _Response:
    served = app._MAIN_LOOP  # noqa: SLF001
    if served is None or served.is_closed():
        return cast(_Response, private_loop.run(handler(*request)))
    return cast(_Response, app.call_service_handler_sync(handler, *request))


class _Raw(io.BytesIO):
    """The body as botocore reads one: in pieces, from a stream."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body.read()) if hasattr(body, "read") else bytes(body)
