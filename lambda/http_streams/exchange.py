"""One request as the Lambda Web Adapter hands it over, and the way to answer it whole or in pieces."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from http_api.callers import client_of
from http_api.resolver import Response

CONTEXT_HEADER = "x-amzn-request-context"
"""API Gateway's requestContext as JSON; the adapter overwrites what a client may send under this name."""


class ClientGoneError(Exception):
    """Nobody reads the answer any more."""


@dataclass(frozen=True, kw_only=True)
class StreamRequest:
    """What was sent: header names in lower case, `context` as API Gateway told it to the function."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    context: Mapping[str, Any]

    @classmethod
    def read(cls, handler: BaseHTTPRequestHandler, *, body: bytes) -> "StreamRequest":
        """Read what the server has parsed; ValueError when the context is no JSON."""
        headers = {name.lower(): value for name, value in handler.headers.items()}
        context = json.loads(headers.pop(CONTEXT_HEADER, "{}"))
        path = handler.path.partition("?")[0]
        return cls(
            path=path, headers=headers, body=body, context=context if isinstance(context, dict) else {}
        )

    @property
    def request_id(self) -> str:
        """API Gateway's id of this request."""
        return str(self.context.get("requestId") or "unknown")

    @property
    def client(self) -> str:
        """Who is counted: the API key's id, the token's subject or the caller's id."""
        return client_of({"requestContext": self.context})


class Exchange:
    """Writes the one answer of a request: `whole`, or `begin`, `send` and `end` (RFC 9112, chunked)."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler
        self.began = False

    def whole(self, answer: Response[str]) -> None:
        """Answer at once."""
        body = answer.body.encode()
        own = {"content-type": answer.content_type, "content-length": str(len(body))}
        self._start(answer.status_code, {**answer.headers, **own})
        self._write(body)

    def begin(self, headers: Mapping[str, str]) -> None:
        """Answer 200 and let pieces follow."""
        self.began = True
        self._start(200, {**headers, "transfer-encoding": "chunked"})

    def send(self, piece: bytes) -> None:
        """Send one piece now."""
        self._write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def end(self) -> None:
        """Say that the answer is whole."""
        self._write(b"0\r\n\r\n")

    def _start(self, status: int, headers: Mapping[str, str]) -> None:
        self._handler.send_response_only(status)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        try:
            self._handler.end_headers()
        except OSError as error:
            raise ClientGoneError from error

    def _write(self, data: bytes) -> None:
        try:
            self._handler.wfile.write(data)
        except OSError as error:
            raise ClientGoneError from error
