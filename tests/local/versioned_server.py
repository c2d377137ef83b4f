"""A stand-in for model_code/serve.py whose artifact says its version, and what is wrong with it.

`model.txt` holds JSON: version, and optionally `fail` (HTTP 500), `seconds` (how late) or `answer`.
"""

import http.server
import json
import os
import time
from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    """GET /ping and POST /invocations."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(200, b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(MODEL.get("seconds", 0))
        if MODEL.get("fail"):
            self.answer(500, b'{"title": "The model failed"}')
        else:
            self.answer(
                200, json.dumps({"answer": MODEL.get("answer", "right"), "pid": os.getpid()}).encode()
            )

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Amzn-SageMaker-Custom-Attributes", f"model-version={MODEL['version']}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


MODEL = json.loads((Path(os.environ["SAGEMAKER_BASE_DIR"]) / "model" / "model.txt").read_text())
Server((os.environ["LAB2API_BIND_HOST"], int(os.environ["SAGEMAKER_BIND_TO_PORT"])), Handler).serve_forever()
