"""A canary of a bad model behind the whole API, under load: its alarm brings the old one back."""

from __future__ import annotations

import csv
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import httpx
import pytest

from tests.end_to_end import bad_models
from tests.end_to_end.local_aws import STARTER, Local, body

pytestmark = pytest.mark.e2e

RATE, WORKERS, CANARY_SHARE = 50, 60, 0.10
MALIGNANT_EVERY = 25
"""One request in so many has a malignant row: inside the band of modes.toml, and far outside it when answers
flip, as the alarm sees some fifty of them at a time."""
QUIET_SECONDS = 180
LOST = "no answer"


@cache
def questions() -> list[bytes]:
    """Bodies of one row each, by their true class in the ratio above."""
    with (STARTER / "data.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_class = {name: [row for row in rows if row["diagnosis"] == name] for name in ("benign", "malignant")}
    chosen = [
        by_class["malignant" if number % MALIGNANT_EVERY == 0 else "benign"][number] for number in range(100)
    ]
    return [body({k: float(v) for k, v in row.items() if k != "diagnosis"}) for row in chosen]


class Client:
    """Sends RATE requests a second on time, whether or not answers come, and counts what comes back."""

    def __init__(self, modes: Local) -> None:
        self._url = f"{modes.api}/v1/models/realtime/predictions"
        headers = {"content-type": "application/json", "x-api-key": modes.key}
        limits = httpx.Limits(max_connections=WORKERS, max_keepalive_connections=WORKERS)
        self._http = httpx.Client(headers=headers, timeout=30, limits=limits)
        self._questions = questions()
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=WORKERS)
        self._thread = threading.Thread(target=self._send_on_time)
        self.sent = 0
        self.seen: Counter[str] = Counter()

    def __enter__(self) -> Client:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._pool.shutdown()
        self._http.close()

    def _send_on_time(self) -> None:
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            self._pool.submit(self._send, self._questions[self.sent % len(self._questions)])
            self.sent += 1
            due += 1 / RATE

    def _send(self, question: bytes) -> None:
        try:
            answer = self._http.post(self._url, content=question)
        except httpx.TransportError as error:
            self.seen[f"{LOST} ({type(error).__name__})"] += 1
            return
        said = answer.json()["version"] if answer.status_code == 200 else f"HTTP {answer.status_code}"
        self.seen[said] += 1


def quiet(modes: Local) -> None:
    """Wait until none of the alarms that guard the endpoint rings any more."""
    cloudwatch, deadline = modes.client("cloudwatch"), time.monotonic() + QUIET_SECONDS
    guards = modes.client("sagemaker").describe_endpoint(EndpointName="modes-realtime")[
        "LastDeploymentConfig"
    ]
    names = [alarm["AlarmName"] for alarm in guards["AutoRollbackConfiguration"]["Alarms"]]
    while cloudwatch.describe_alarms(AlarmNames=names, StateValue="ALARM")["MetricAlarms"]:
        assert time.monotonic() < deadline, names
        time.sleep(0.5)


@pytest.mark.parametrize("kind", ["broken", "wrong"])
def test_a_bad_version_is_rolled_back_and_no_request_is_lost(modes: Local, tmp_path: Path, kind: str) -> None:
    quiet(modes)
    folder = bad_models.write(kind, tmp_path)
    with Client(modes) as client:
        deployed = modes.run("deploy-model", str(folder), "--env", "modes", "--as", "realtime")
    good, lost = client.seen["starter"], {k: n for k, n in client.seen.items() if k.startswith(LOST)}
    bad = client.sent - good - sum(lost.values())
    print(f"{kind}: {client.sent} sent, {dict(client.seen)}: {bad} saw the bad version")
    assert deployed.returncode == 1, deployed.stdout
    assert "rolled back: HostingEndpoint" in deployed.stderr
    assert (sum(client.seen.values()), lost) == (client.sent, {}), "each request has an HTTP answer"
    spread = 4 * (client.sent * CANARY_SHARE * (1 - CANARY_SHARE)) ** 0.5
    assert 0 < bad <= client.sent * CANARY_SHARE + spread
    assert modes.post(questions()[1], model="realtime").json()["version"] == "starter"
