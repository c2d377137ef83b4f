"""The client counts every answer, and every one that does not come."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cli.lifecycle.request_client import RequestClient, version_of
from tests.local.waiting import until

RATE, ENOUGH = 100.0, 40


class Api(BaseHTTPRequestHandler):
    """Answers by the first measurement: below 0 a refusal, 0 an error, 1 nothing, else a version."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        first = asked["instances"][0][0]
        if first == 1:
            self.close_connection = True
            return
        status = 422 if first < 0 else 503 if first == 0 else 200
        body = json.dumps({"version": str(first), "key": self.headers["x-api-key"]}).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def client() -> Iterator[RequestClient]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield RequestClient(url=f"http://127.0.0.1:{server.server_port}/", key="k", rate_per_second=RATE)
    server.shutdown()
    server.server_close()


def test_each_request_is_counted_by_its_status_and_version(client: RequestClient) -> None:
    began = time.monotonic()
    with client:
        client.ask([[7], [8], [0], [-1], [1]])
        until(lambda: client.now().sent >= ENOUGH, "enough requests")
    seen = client.now()
    assert seen.sent <= (time.monotonic() - began) * RATE + 1, "and no faster than it was told"
    assert sum(seen.by_status.values()) == seen.sent, "closing waits for the answers that are due"
    assert set(seen.by_version) == {"7", "8"}
    assert sum(seen.by_version.values()) == seen.by_status["200"]
    assert seen.server_errors == seen.by_status["503"] > 0
    assert seen.by_status["422"] > 0
    assert seen.lost > 0, "a connection that ends without an answer is no answer"


def test_it_asks_something_else_from_one_request_to_the_next(client: RequestClient) -> None:
    with client:
        client.ask([[7]])
        until(lambda: client.now().by_version["7"], "an answer")
        before = client.now()
        client.ask([[8]], kind="other")
        until(lambda: client.now().by_version["8"], "an answer to something else")
    assert client.now().since(before).by_version["8"] > 0
    assert client.now().by_rows["other"] == client.now().by_version["8"]
    assert before.by_version["8"] == 0


def test_it_sends_nothing_before_it_is_told_what(client: RequestClient) -> None:
    with client:
        time.sleep(0.1)
    assert client.now().sent == 0


def test_only_a_prediction_has_a_version() -> None:
    assert version_of(200, b'{"version": "3"}') == "3"
    assert version_of(503, b"no JSON at all") == ""
