"""A client that asks the API for predictions throughout, at a steady rate, whether or not answers come."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import urllib3

from cli.lifecycle.request_account import OK, RequestAccount, Seen
from cli.requests import TIMEOUT_SECONDS, predictions_url
from cli.target import Target

RATE_PER_SECOND = 20.0
CONNECTIONS = 20
"""Requests under way at most. Where the machine is so busy that all wait, the rate falls."""
USUAL = "usual"


class RequestClient:
    """Sends one row a request from a background thread until it is closed, and counts every answer."""

    def __init__(
        self,
        *,
        url: str,
        key: str,
        trust: str | None = None,
        rate_per_second: float = RATE_PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        """Prepare to send. `wait` waits so many seconds of `clock`, and tells whether to stop."""
        self._url, self._pause = url, 1 / rate_per_second
        # No retry: each answer of the API is counted, and so is each that does not come.
        self._http = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            retries=False,
            timeout=TIMEOUT_SECONDS,
            headers={"content-type": "application/json", "x-api-key": key},
            ca_certs=trust,
        )
        self._pool = ThreadPoolExecutor(max_workers=CONNECTIONS, thread_name_prefix="client")
        self._free = threading.Semaphore(CONNECTIONS)
        self._thread = threading.Thread(target=self._send_on_time, name="client", daemon=True)
        self._stop = threading.Event()
        self._clock, self._wait = clock, wait or self._stop.wait
        self._questions: Iterator[tuple[str, bytes]] = iter(())
        self._account = RequestAccount()

    @classmethod
    def of(cls, *, target: Target, model: str, rate_per_second: float = RATE_PER_SECOND) -> Self:
        """Return a client of a model's route in the deployed API."""
        return cls(
            url=predictions_url(target=target, model=model),
            key=target.api_key(),
            trust=target.variables.get("AWS_CA_BUNDLE"),
            rate_per_second=rate_per_second,
        )

    def ask(self, rows: list[list[float]], *, kind: str = USUAL) -> None:
        """Send these rows from now on, one a request, round and round; answers are counted by `kind`."""
        bodies = [json.dumps({"instances": [row]}).encode() for row in rows]
        self._questions = itertools.cycle([(kind, body) for body in bodies])

    def now(self) -> Seen:
        """Return the counts so far."""
        return self._account.now()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Send no more, wait for the answers that are due, and give the connections back."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown()
        self._http.clear()

    def _send_on_time(self) -> None:
        due = self._clock()
        while not self._wait(max(0.0, due - self._clock())):
            self._free.acquire()
            if question := next(self._questions, None):
                self._account.sent()
                self._pool.submit(self._send, *question)
            else:
                self._free.release()
            due = max(due + self._pause, self._clock())

    def _send(self, kind: str, body: bytes) -> None:
        try:
            answer = self._http.request("POST", self._url, body=body)
        except urllib3.exceptions.HTTPError as error:
            self._account.lost(error)
        else:
            version = version_of(answer.status, answer.data)
            self._account.answered(status=answer.status, version=version, kind=kind, said=answer.data)
        finally:
            self._free.release()


def version_of(status: int, body: bytes) -> str:
    """Return the version that an answer names as the one that gave it; empty for a refusal."""
    if status != OK:
        return ""
    return str(json.loads(body).get("version", ""))
