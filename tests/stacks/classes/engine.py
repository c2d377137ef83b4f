"""The IAM engine as tests ask it: what AWS publishes of actions, and who may do what. Needs `npm ci`."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.stacks.classes.situations import Case

SCRIPT = Path(__file__).with_name("simulate.mjs")
Document = dict[str, Any]
EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
"""AWS's AdministratorAccess."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """The policies of one role, asked about `only` some of the cases, all of them if None.

    `until` are another run's answers: the run ends at the first that differs. `original`, if any, is the
    boundary that gave them, to the same role: of what both boundaries say in the same words of an action, the
    answer is taken over. A `strict` run also checks that AWS knows such a resource of the action and sends
    such keys, which is slow and the same for all policies.
    """

    identity: Sequence[Document]
    boundary: Document | None
    only: Sequence[int]
    until: Sequence[int] | None = None
    original: Document | None = None
    strict: bool = False


@cache
def catalog(*services: str) -> list[dict[str, Any]]:
    """Return every action of the services, with its keys and the resources that it may be about."""
    found: list[dict[str, Any]] = json.loads(_node("catalog", *services, text=""))
    return found


def decide(cases: Sequence[Case], runs: Sequence[Run]) -> list[list[int]]:
    """Return 1 for allowed and 0 for denied. What the engine could not answer fails here."""
    asked = {
        "cases": [
            {"action": case.action, "resource": case.resource, "context": case.context} for case in cases
        ],
        "runs": [vars(run) for run in runs],
    }
    answers: list[list[int]] = json.loads(_node("decide", text=json.dumps(asked)))
    errors = sorted({str(one) for answer in answers for one in answer if one not in (0, 1)})
    assert errors == [], "\n".join(errors[:20])
    return answers


def _node(*arguments: str, text: str) -> str:
    command = [os.environ["JSII_NODE"], str(SCRIPT), *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{done.stderr[-2000:]}\nIs `npm ci` up to date?"
    return done.stdout
