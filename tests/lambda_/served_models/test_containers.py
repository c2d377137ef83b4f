"""Asking a container over HTTP: what is sent, what its answers and the load balancer's own become."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from http_api.problems import Kind
from http_api.retries import AttemptError
from served_models.containers import ATTRIBUTES, asking_containers, by_address, connections
from served_models.endpoint import Address, Invoked, NoCapacityError

ROWS = b'{"instances": [[1, 2]]}'


@dataclass
class Upstream:
    """A load balancer's side: answers what it is told to, and keeps what it was sent."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    silent: threading.Event | None = None


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    told = Upstream()

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "awselb/2.0", ""

        def version_string(self) -> str:
            return told.headers.get("Server", "uvicorn")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.seen.append((self.path, dict(self.headers.items()), body))
            if told.silent is not None:
                told.silent.wait(60)
            self.send_response(told.status)
            for name, value in told.headers.items():
                if name != "Server":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with running(HTTPServer(("127.0.0.1", 0), Handler)) as server:
        told.url = f"http://127.0.0.1:{server.server_port}/models/iris"
        yield told


@contextmanager
def running(server: HTTPServer) -> Iterator[HTTPServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def ask(url: str, *, attempt_seconds: float = 4.0) -> Invoked:
    invoke = asking_containers(connections(attempt_seconds=attempt_seconds))
    return invoke(address=Address(endpoint="", url=url), body=ROWS, attributes="request-id=r")


def failure(upstream: Upstream, status: int, *, body: bytes = b"", server: str = "uvicorn") -> AttemptError:
    upstream.status, upstream.body, upstream.headers = status, body, {"Server": server}
    with pytest.raises(AttemptError) as caught:
        ask(upstream.url)
    assert len(upstream.seen) == 1, "nothing is asked twice by the connection itself"
    return caught.value


def test_the_rows_are_posted_below_the_models_path_with_the_request_id(upstream: Upstream) -> None:
    upstream.headers = {ATTRIBUTES: "model-version=9"}
    assert ask(upstream.url) == Invoked(body=b"{}", version="9")
    [(path, headers, body)] = upstream.seen
    assert (path, body) == ("/models/iris/invocations", ROWS)
    assert (headers[ATTRIBUTES], headers["Content-Type"]) == ("request-id=r", "application/json")


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (429, Kind.THROTTLED, True),
        (404, Kind.UNAVAILABLE, False),
        (502, Kind.UNAVAILABLE, True),
        (503, Kind.UNAVAILABLE, True),
        (504, Kind.UNAVAILABLE, True),
        (500, Kind.MODEL_FAILED, False),
        (301, Kind.MODEL_FAILED, False),
    ],
)
def test_each_status_is_a_kind_of_problem(
    upstream: Upstream, status: int, kind: Kind, retryable: bool
) -> None:
    error = failure(upstream, status)
    assert (error.kind, error.retryable) == (kind, retryable)
    assert not isinstance(error, NoCapacityError)


def test_the_load_balancers_own_503_says_that_nobody_is_there(upstream: Upstream) -> None:
    assert isinstance(failure(upstream, 503, server="awselb/2.0"), NoCapacityError)


def test_what_a_container_says_of_the_rows_is_passed_on(upstream: Upstream) -> None:
    told = json.dumps({"status": 400, "detail": "instances[0].age: must be a number"}).encode()
    error = failure(upstream, 400, body=told)
    assert (error.kind, error.detail) == (Kind.INVALID_REQUEST, "instances[0].age: must be a number")


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"detail": 1}', b"[" * 100_000])
def test_a_refusal_that_is_no_problem_document_is_still_the_clients(upstream: Upstream, body: bytes) -> None:
    assert failure(upstream, 400, body=body).kind is Kind.INVALID_REQUEST


def test_an_answer_that_does_not_come_is_not_asked_for_again(upstream: Upstream) -> None:
    upstream.silent = threading.Event()
    with pytest.raises(AttemptError) as caught:
        ask(upstream.url, attempt_seconds=2.2)
    upstream.silent.set()
    assert (caught.value.kind, caught.value.retryable) == (Kind.DEADLINE_EXCEEDED, False)


def test_nobody_listening_may_be_tried_again() -> None:
    with pytest.raises(AttemptError) as caught:
        ask("http://127.0.0.1:1/models/iris")
    assert (caught.value.kind, caught.value.retryable) == (Kind.UNAVAILABLE, True)


def test_certificates_are_checked() -> None:
    pool = connections(attempt_seconds=4.0)
    assert pool.connection_pool_kw["cert_reqs"] == "CERT_REQUIRED"


def test_a_model_without_a_url_is_asked_of_sagemaker() -> None:
    def endpoints(**_: Any) -> Invoked:
        return Invoked(body=b"sagemaker")

    def containers(**_: Any) -> Invoked:
        return Invoked(body=b"container")

    invoke = by_address(endpoints=endpoints, containers=containers)
    inside = Address(endpoint="", url="https://host/models/iris")
    assert invoke(address=Address(endpoint="dev-iris"), body=b"", attributes="").body == b"sagemaker"
    assert invoke(address=inside, body=b"", attributes="").body == b"container"
