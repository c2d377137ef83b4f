"""kill -9 under load: the API says so and when to come back, recovers by itself, and no job is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.local_aws import Local, body, row
from tests.end_to_end.test_modes import followed

pytestmark = pytest.mark.e2e

RECOVERY_SECONDS = 5.0
LOAD_SECONDS, PERIOD_SECONDS = 8.0, 0.1
TRIES = 3
"""A machine with too much to do may miss the time once, not each time."""
JOBS = 6


def processes(modes: Local, *, holding: str) -> list[int]:
    """The ids of this emulator's processes whose command line holds a text."""
    state = modes.variables["LAB2API_STATE"]
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            place = str((folder / "cwd").readlink())
        except OSError:
            continue
        if holding in command and (state in command or place.startswith(state)):
            found.append(int(folder.name))
    return found


def killed(modes: Local, *, holding: str) -> int:
    """Kill them without a warning; how many there were."""
    pids = processes(modes, holding=holding)
    for pid in pids:
        with suppress(ProcessLookupError):  # it has ended by itself meanwhile
            os.kill(pid, signal.SIGKILL)
    return len(pids)


VICTIMS = {"model servers": "serve.py", "functions": "ministack-lambda-Modes-Api-Proxy"}


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("victims", VICTIMS)
def test_who_is_killed_is_back_within_seconds_and_the_api_says_when_to_come_back(
    modes: Local, victims: str
) -> None:
    assert any(recovered(modes, victims) < RECOVERY_SECONDS for _ in range(TRIES))


def recovered(modes: Local, victims: str) -> float:
    """Kill them under load; how long some requests failed. Each failure says what it is."""
    seen: list[tuple[float, httpx.Response]] = []
    began = time.monotonic()

    def load() -> None:
        while time.monotonic() - began < LOAD_SECONDS:
            seen.append((time.monotonic(), modes.post(body(row()), model="realtime")))
            time.sleep(PERIOD_SECONDS)

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    at = time.monotonic()
    assert killed(modes, holding=VICTIMS[victims]) > 0
    for thread in threads:
        thread.join()
    counts = Counter(answer.status_code for _, answer in seen)
    failed = [answer for _, answer in seen if answer.status_code != 200]
    last_failure = max((when for when, answer in seen if answer.status_code != 200), default=at)
    print(f"{victims}: {dict(counts)}, the last failure {last_failure - at:.1f} s after the kill")
    for answer in failed:
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
    assert modes.post(body(row()), model="realtime").status_code == 200
    return last_failure - at


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("model", ["serverless", "async", "component"])
def test_no_accepted_job_is_lost_when_all_that_works_on_it_is_killed(modes: Local, model: str) -> None:
    rows = [body(row() | {"mean radius": 11 + number / 10}) for number in range(JOBS)]
    accepted = [modes.post(sent, model=model, query="?mode=async") for sent in rows]
    assert [answer.status_code for answer in accepted] == [202] * JOBS
    servers = killed(modes, holding="serve.py")
    workers = killed(modes, holding="ministack-lambda-Modes-Jobs-Worker")
    jobs = [followed(modes, answer.headers["location"]) for answer in accepted]
    print(
        f"{model}: {servers} model servers and {workers} workers killed, {Counter(j['status'] for j in jobs)}"
    )
    assert [job["status"] for job in jobs] == ["succeeded"] * JOBS
    assert [len(job["result"]["predictions"]) for job in jobs] == [1] * JOBS
