"""Every AI route of the deployed local API, called with real inputs by the script that the README names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.local_aws import ROOT, Local

pytestmark = pytest.mark.e2e


def test_every_ai_route_answers_the_examples_and_says_what_computed_it(local: Local, tmp_path: Path) -> None:
    variables = {
        "API_URL": local.api,
        "API_KEY": local.key,
        "INPUTS": str(tmp_path),
        "PYTHON": sys.executable,
    }
    called = subprocess.run(
        [str(ROOT / "examples" / "tier1.sh")],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert called.returncode == 0, called.stdout[-3000:] + called.stderr[-1000:]
    assert "26 calls, 0 failed" in called.stdout
