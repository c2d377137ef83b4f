"""A stand-in for a container that streams: its second part comes when another request says `go`."""

import http.server
import os
from threading import Event

GO = Event()
WAIT_SECONDS = 20


class Handler(http.server.BaseHTTPRequestHandler):
    """GET /ping and POST /invocations: `go`, `refuse`, `break` or anything else, which is streamed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.whole(200, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body == b"go":
            GO.set()
            self.whole(200, b"gone")
        elif body == b"refuse":
            self.whole(400, b'{"title": "Bad Request"}')
        else:
            self.stream(breaks=body == b"break")

    def stream(self, *, breaks: bool) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Content-Type", f"told {self.headers['Accept']}")
        self.send_header("X-Amzn-SageMaker-Custom-Attributes", "model-version=3")
        self.end_headers()
        self.chunk(b"one")
        if breaks:
            self.close_connection = True
            return
        assert GO.wait(WAIT_SECONDS)
        GO.clear()
        self.chunk(b"two")
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def whole(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing about requests."""


address = (os.environ["LAB2API_BIND_HOST"], int(os.environ["SAGEMAKER_BIND_TO_PORT"]))
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
