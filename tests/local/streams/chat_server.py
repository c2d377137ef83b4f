"""An OpenAI-compatible server that says one token each time it is told to, and no sooner."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

WAIT_SECONDS = 20.0


class ChatServer(ThreadingHTTPServer):
    """`say` hands over the next token; `left` is set when the other side has closed the connection."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tokens: queue.Queue[str | None] = queue.Queue()
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.finish_reason = "stop"
        self.breaks_off = False
        self.left = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def say(self, *tokens: str) -> None:
        for token in tokens:
            self.tokens.put(token)

    def finish(self) -> None:
        self.tokens.put(None)

    def forget(self) -> None:
        self.asked, self.status, self.finish_reason = [], 200, "stop"
        self.breaks_off, self.left, self.tokens = False, Event(), queue.Queue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChatServer

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.server.status == 200:
            try:
                self._stream()
            except OSError:
                self.server.left.set()
                return
        self.wfile.write(b"0\r\n\r\n")

    def _stream(self) -> None:
        while (token := self.server.tokens.get(timeout=WAIT_SECONDS)) is not None:
            self._send({"choices": [{"delta": {"content": token}, "finish_reason": None}]})
        if self.server.breaks_off:
            self.close_connection = True
            self.connection.close()
            raise OSError
        self._send({"choices": [{"delta": {}, "finish_reason": self.server.finish_reason}]})
        self._send({"choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 3}})
        self._write(b"data: [DONE]\n\n")

    def _send(self, chunk: dict[str, Any]) -> None:
        self._write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    with ChatServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
