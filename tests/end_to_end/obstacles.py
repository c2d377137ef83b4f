"""What stands in a teardown's way, and a state machine that waits less."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import create_default_context

from cli.classes.demo.scene import Scene
from tests.end_to_end.classroom import Classroom

OBSTACLE = "Obstacle"
WAITS = 0.05
"""Of what the state machine waits in AWS, where lists show for minutes what is gone."""


@contextmanager
def denied(scene: Scene, *, action: str) -> Iterator[None]:
    """Put a refusal into the role of the function that wipes."""
    name = scene.outputs["TeardownFunctionName"]
    found = scene.target.client("lambda").get_function_configuration(FunctionName=name)
    role, iam = found["Role"].rpartition("/")[2], scene.target.client("iam")
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName=OBSTACLE, PolicyDocument=document)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName=OBSTACLE)


@contextmanager
def hurried(classroom: Classroom) -> Iterator[None]:
    """Let the state machine wait less, as nothing here is late."""
    _wait(classroom, WAITS)
    try:
        yield
    finally:
        _wait(classroom, 1.0)


def _wait(classroom: Classroom, scale: float) -> None:
    """Set what ministack multiplies the seconds of a Wait by."""
    url = f"{classroom.scene.target.variables['AWS_ENDPOINT_URL']}/_ministack/config"
    asked = urllib.request.Request(
        url, data=json.dumps({"stepfunctions._SFN_WAIT_SCALE": scale}).encode(), method="POST"
    )
    trusting = create_default_context(cafile=classroom.trust)
    with urllib.request.urlopen(asked, timeout=30, context=trusting) as answer:
        assert json.load(answer)["applied"], "the emulator knows no such setting"
