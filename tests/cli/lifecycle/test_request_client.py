"""The client counts every answer, and every one that does not come."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cli.lifecycle.request_client import USUAL, RequestClient, version_of
from tests.local.waiting import until

RATE, ENOUGH = 100.0, 40
PAUSE = 1 / RATE


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


class Time:
    """Passes when the client waits, `late` more in the wait of that number, and by `look` when it looks."""

    def __init__(self, *, look: float = 0.0, late: dict[int, float] | None = None) -> None:
        self.now, self.sent_at = 0.0, list[float]()
        self._look, self._late = look, late or {}

    def clock(self) -> float:
        self.now += self._look
        return self.now

    def wait(self, seconds: float) -> bool:
        """Until ENOUGH were sent; what is sent, is sent when the client has waited."""
        self.now += seconds + self._late.get(len(self.sent_at), 0.0)
        if len(self.sent_at) == ENOUGH:
            return True
        self.sent_at.append(self.now)
        return False


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(url: str) -> RequestClient:
    return RequestClient(url=url, key="k", rate_per_second=RATE)


def sent_at(url: str, time_: Time) -> list[float]:
    """When each of ENOUGH requests was sent."""
    paced = RequestClient(url=url, key="k", rate_per_second=RATE, clock=time_.clock, wait=time_.wait)
    paced.ask([[7]])
    with paced:
        until(lambda: paced.now().sent == ENOUGH, "every request")
    return time_.sent_at


@pytest.mark.parametrize("look", [0.0, 0.2 * PAUSE], ids=["at once", "sending takes its time"])
def test_it_sends_at_a_steady_rate(url: str, look: float) -> None:
    _, first, *times = sent_at(url, Time(look=look))
    assert [at - first for at in times] == pytest.approx([PAUSE * number for number in range(1, ENOUGH - 1)])


def test_what_could_not_be_sent_in_time_is_not_made_up_for(url: str) -> None:
    times = sent_at(url, Time(late={10: 5 * PAUSE}))
    assert times[10] - times[9] == pytest.approx(6 * PAUSE)
    assert [after - before for before, after in itertools.pairwise(times[11:])] == pytest.approx(
        [PAUSE] * (ENOUGH - 12)
    )


def test_each_request_is_counted_by_its_status_and_version(client: RequestClient) -> None:
    with client:
        client.ask([[7], [8], [0], [-1], [1]])
        until(lambda: client.now().sent >= ENOUGH, "enough requests")
    seen = client.now()
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
        client.ask([[8]], kind="other")
        until(lambda: client.now().by_version["8"], "an answer to something else")
        then = client.now()
        until(lambda: client.now().since(then).sent >= ENOUGH, "more requests")
    seen, under_way = client.now(), then.sent - sum(then.by_status.values())
    after = seen.since(then).by_version
    assert after["7"] <= under_way, "of the first question only what was under way is answered"
    assert after["8"] >= ENOUGH
    assert seen.by_rows == {USUAL: seen.by_version["7"], "other": seen.by_version["8"]}


def test_it_sends_nothing_before_it_is_told_what(client: RequestClient) -> None:
    with client:
        time.sleep(0.1)
    assert client.now().sent == 0


def test_only_a_prediction_has_a_version() -> None:
    assert version_of(200, b'{"version": "3"}') == "3"
    assert version_of(503, b"no JSON at all") == ""
