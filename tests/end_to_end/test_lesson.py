"""The first lesson, typed as it is written: what comes back has the shape of what it prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any

import pytest

from tests.end_to_end.local_aws import COMMAND_LIMIT_SECONDS, ROOT, Local

pytestmark = pytest.mark.e2e

LESSON = ROOT / "docs" / "lessons" / "01-a-model-becomes-an-api.md"
DEPLOYING = re.compile(r"make demo|\./lab2api local (up|down)")
"""What starts and ends a deployment: the tests share one that is there already."""
BETWEEN = "-- the next command --"
WITH_STATUS = r"curl -s -w '\n%{http_code}' "
"""As the lesson asks, and the status that came in a line of its own below the answer."""


def steps() -> list[tuple[str, str]]:
    """Each command of the lesson's steps with what the lesson prints below it."""
    text = LESSON.read_text(encoding="utf-8").partition("## Steps")[2].partition("\n## ")[0]
    shown = [
        part.partition("\n")
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ]
    return [(command, output) for command, _, output in shown if not DEPLOYING.match(command)]


def shape(value: Any) -> Any:
    """What stays of an answer without what differs each time; of a list, the shapes that are in it."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted({json.dumps(shape(part)) for part in value})
    return type(value).__name__


def test_the_first_lesson_answers_as_it_says(local: Local) -> None:
    written = steps()
    commands = [command.replace("curl -s ", WITH_STATUS) for command, _ in written]
    script = f"\necho; echo '{BETWEEN}'\n".join(commands)
    ran = subprocess.run(
        ["/bin/bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, **local.variables},
        capture_output=True,
        text=True,
        timeout=COMMAND_LIMIT_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answers = [part.strip() for part in ran.stdout.split(BETWEEN)]
    assert len(answers) == len(written)
    statuses = []
    for (command, printed), answer in zip(written, answers, strict=True):
        if not printed:
            assert answer == "", command
            continue
        body, _, status = answer.rpartition("\n")
        said, expected = json.loads(body), json.loads(printed)
        assert shape(said) == shape(expected), command
        refused = {key: value for key, value in expected.items() if key != "request_id"}
        if "status" in expected:
            assert {key: said[key] for key in refused} == refused, command
        assert int(status) == expected.get("status", 200), command
        statuses.append(int(status))
    assert statuses == [200, 200, 403, 400]
