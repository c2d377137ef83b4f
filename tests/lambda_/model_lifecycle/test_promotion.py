"""Exactly one version stands as promoted, also where the next deployment begins before it is written down."""

from typing import Any

import pytest

from tests.lambda_.model_lifecycle.test_succession import Registry, Stacks, steps, version


def written(serving: str, *, status: str) -> dict[str, str]:
    """Where each version stands after version 3 replaced version 2 and the stack has moved to `serving`."""
    registry = Registry(version(2, minute=1, status="Promoted"), version(3, minute=2, status="Deploying"))
    stacks = Stacks(status, serving=serving)
    promoting = version(3, minute=2)
    asked = {"step": "promoted", "package": promoting.arn, "replaced": "2", "why": "good"}
    done: dict[str, Any] = steps(registry, stacks=stacks).handle(asked)
    return {
        update["ModelPackageArn"].rpartition("/")[2]: update["ModelLifeCycle"]["StageStatus"]
        for update in done["updates"]
    }


@pytest.mark.parametrize(
    ("serving", "status", "stands"),
    [
        ("3", "UPDATE_COMPLETE", {"3": "Promoted", "2": "Archived"}),
        ("4", "UPDATE_IN_PROGRESS", {"3": "Promoted", "2": "Archived"}),
        ("4", "UPDATE_COMPLETE", {"3": "Archived", "2": "Archived"}),
        ("2", "UPDATE_COMPLETE", {"3": "Archived"}),
    ],
)
def test_the_version_before_is_archived_whatever_the_stack_does_next(
    serving: str, status: str, stands: dict[str, str]
) -> None:
    assert written(serving, status=status) == stands
