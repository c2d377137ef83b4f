"""What an event about a version asks for. Events come twice, late, and of our own updates too."""

from collections.abc import Callable
from typing import Literal

from model_lifecycle.package import Package
from model_lifecycle.records import (
    ARCHIVED,
    DEPLOYING,
    DEPLOYMENT,
    DEPLOYMENTS,
    FAILED,
    PROMOTED,
    RECORDED,
    SUPERSEDED,
    UNFOLLOWED,
)

Action = Literal["record", "deploy", "nothing"]
SETTLED = (PROMOTED, ARCHIVED, FAILED, SUPERSEDED, UNFOLLOWED)
"""Nothing happens to these by itself: who wants one deployed again says so (StageStatus `Requested`)."""


def next_step(package: Package, *, running: Callable[[str], bool]) -> Action:
    """Read from the version alone what to do; `running` tells whether an execution of that name lives."""
    if package.approval == "PendingManualApproval":
        return "nothing" if package.properties.get(RECORDED) else "record"
    if package.approval != "Approved" or package.status in SETTLED:
        return "nothing"
    if package.status == DEPLOYING and running(package.properties.get(DEPLOYMENT, "")):
        return "nothing"
    return "deploy"


def deployments(package: Package) -> int:
    """Return how often this version's deployment was begun."""
    return int(package.properties.get(DEPLOYMENTS, "0"))


def execution_name(package: Package, *, model: str) -> str:
    """Name the deployment that is due; AWS takes a name once, so events that come twice start one."""
    return f"deploy-{model}-{package.version}-{deployments(package)}"
