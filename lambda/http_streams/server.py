"""The HTTP server that the Lambda Web Adapter talks to, on loopback inside the function's environment.

Threads, though Lambda sends one request at a time: the readiness check comes beside it, and so does the next
request of an environment whose last client has left.
"""

import os
import signal
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from typing import Any

from .exchange import ClientGoneError, Exchange, StreamRequest
from .routes import StreamRoutes

READY_PATH = "/ready"
MOST_EVENT_BYTES = 6 * 1024 * 1024
"""Lambda takes no larger event, so no larger body comes."""
IDLE_SECONDS = 60.0
"""How long a kept connection may be silent, and a client may take to accept a piece."""


class Server(ThreadingHTTPServer):
    """Serves `routes` on 127.0.0.1; port 0 takes a free one, `server_port` says which."""

    daemon_threads = True

    def __init__(self, routes: StreamRoutes, *, port: int) -> None:
        self.routes = routes
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer the adapter's readiness check."""
        self.send_response_only(200 if self.path == READY_PATH else 404)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """Answer a request; a stream without its end closes the connection, so that it is seen."""
        length = int(self.headers.get("content-length") or 0)
        if length > MOST_EVENT_BYTES:
            self.send_error(413)
            return
        request = StreamRequest.read(self, body=self.rfile.read(length))
        try:
            self.server.routes.answer(request, Exchange(self))
        except ClientGoneError:
            self.close_connection = True

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing about each request: API Gateway's access log does."""


def run(routes: StreamRoutes, *, environ: Mapping[str, str] = os.environ) -> None:
    """Serve on the adapter's port until SIGTERM, which Lambda sends before it ends an environment."""
    signal.signal(signal.SIGTERM, _leave)
    with Server(routes, port=int(environ["AWS_LWA_PORT"])) as server:
        server.serve_forever()


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.exit(0)
