"""An OpenAI-compatible chat server on loopback: it repeats what it was told, and stops where it must."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Chat(BaseHTTPRequestHandler):
    """Answers `/chat/completions` with the words of the last message, `max_tokens` of them at the most."""

    def do_POST(self) -> None:
        """Answer one question."""
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = question["messages"][-1]["content"].split()
        said = words[: question.get("max_tokens", len(words))]
        choice = {
            "message": {"role": "assistant", "content": " ".join(said)},
            "finish_reason": "length" if len(said) < len(words) else "stop",
        }
        usage = {"prompt_tokens": len(words), "completion_tokens": len(said)}
        body = json.dumps({"choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve, and give the base URL that LAB2API_CHAT_URL takes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
