"""A stand-in for model_code/serve.py in SageMaker's container contract: answers with what it was given."""

import http.server
import json
import os
import time
from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    """GET /ping and POST /invocations."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(200 if self.path == "/ping" else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        # One write: `print` writes the line's end by itself, and another thread's line can come in between.
        os.write(1, f"invoked {self.headers.get('X-Amzn-SageMaker-Custom-Attributes')}\n".encode())
        if body == b"die":
            os._exit(1)
        if body == b"slow":
            time.sleep(2)
        if body.startswith(b"sleep "):
            time.sleep(float(body.split()[1]))
        if body == b"die once" and not DIED.exists():
            DIED.touch()
            os._exit(9)
        if body == b"bad":
            self.answer(400, b'{"title": "Bad Request"}')
        else:
            seen = {
                "pid": os.getpid(),
                "model": MODEL,
                "variable": os.environ.get("FLAVOUR"),
                "type": self.headers["Content-Type"],
                "body": body.decode()[:100],
            }
            self.answer(200, json.dumps(seen).encode())

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing about requests: the tests read the log."""


DIED = Path(os.environ["SAGEMAKER_BASE_DIR"]) / "died"
MODEL = (Path(os.environ["SAGEMAKER_BASE_DIR"]) / "model" / "model.txt").read_text()
if MODEL == "broken":
    raise SystemExit("the model cannot be loaded")
address = (os.environ["LAB2API_BIND_HOST"], int(os.environ["SAGEMAKER_BIND_TO_PORT"]))
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
