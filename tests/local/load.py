"""A client at a steady rate: it sends on time whether or not the answers come, and remembers each of them."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from local.settings import Settings
from tests.connections import PLAIN

# The emulator finds the service by the credential's scope; only strict mode checks signatures.
_SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sagemaker/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "Content-Type": "application/json",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request: `status` 0 is no HTTP answer at all. Times are seconds of time.monotonic."""

    sent: float
    answered: float
    status: int
    version: str
    answer: str


class Load:
    """Sends `rate` requests a second to an endpoint while it is entered."""

    def __init__(
        self, settings: Settings, endpoint: str, *, rate: float, after: Callable[[Seen], None] | None = None
    ) -> None:
        self._url = f"{settings.endpoint_url}/endpoints/{endpoint}/invocations"
        self._period = 1 / rate
        self._after = after
        self._http = httpx.Client(timeout=30, verify=PLAIN, limits=httpx.Limits(max_connections=200))
        self._pool = ThreadPoolExecutor(max_workers=100)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send_on_time)
        self.seen: list[Seen] = []
        self.sent = 0

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._pool.shutdown()
        self._http.close()

    def between(self, start: float, end: float) -> list[Seen]:
        """Return the requests that were sent in this time."""
        return [seen for seen in list(self.seen) if start <= seen.sent <= end]

    def _send_on_time(self) -> None:
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            self.sent += 1
            self._pool.submit(self._send)
            due += self._period

    def _send(self) -> None:
        sent = time.monotonic()
        try:
            answer = self._http.post(self._url, content=b"{}", headers=_SIGNED)
        except httpx.TransportError:
            self._note(Seen(sent=sent, answered=time.monotonic(), status=0, version="", answer=""))
            return
        attributes = answer.headers.get("x-amzn-sagemaker-custom-attributes", "")
        said = json.loads(answer.content).get("answer", "") if answer.status_code == 200 else ""
        self._note(
            Seen(
                sent=sent,
                answered=time.monotonic(),
                status=answer.status_code,
                version=attributes.partition("model-version=")[2],
                answer=said,
            )
        )

    def _note(self, seen: Seen) -> None:
        self.seen.append(seen)
        if self._after is not None:
            self._after(seen)


def counts(requests: list[Seen]) -> dict[str, int]:
    """Return how many requests each version answered, how many failed by status, how many are lost."""
    named = Counter(
        "lost" if seen.status == 0 else seen.version if seen.status == 200 else f"HTTP {seen.status}"
        for seen in requests
    )
    return dict(sorted(named.items()))
