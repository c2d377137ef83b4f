"""A conditional write of the embedded AWS is one step, whoever writes at the same time."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 150


def test_of_eight_writes_at_once_under_one_condition_exactly_one_wins() -> None:
    """The same race has more than one winner before the hook is in: the race is one."""
    program = [sys.executable, "-m", "tests.local.claims_in_threads", str(ROUNDS)]
    run = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    won = json.loads(run.stdout)
    assert won["after"] == [1] * ROUNDS
    assert max(won["before"]) > 1
