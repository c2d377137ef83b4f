"""How a deployment ends, in the words that the registry keeps."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from model_lifecycle.package import Package
from model_lifecycle.records import (
    ARCHIVED,
    FAILED,
    PROMOTED,
    REQUESTED,
    SUPERSEDED,
    UNFOLLOWED,
    WITHDRAWN,
    Update,
    one_line,
    rejected,
    stands,
)
from model_lifecycle.stack import first_failure


def served(package: Package, *, model: str) -> dict[str, str]:
    """Return the parameters with which a Serving stack serves a version. Raises where it has no card."""
    if not (card := package.properties.get("card")):
        raise LookupError(f"{package.arn} was registered without a card: the API needs one to check rows")
    return {
        "ModelName": model,
        "ModelDataUrl": package.model_data,
        "CardUrl": card,
        "ModelVersion": str(package.version),
    }


def shadowed(package: Package) -> dict[str, str]:
    """Return the parameters with which a version only gets copies of the requests."""
    return {"ShadowModelDataUrl": package.model_data, "ShadowModelVersion": str(package.version)}


def promoted(package: Package, *, before: Package | None, replaced: str, why: str) -> dict[str, Any]:
    """Return what to write when a version serves: it is promoted, and the one before it archived."""
    updates: list[Update] = [stands(package.arn, PROMOTED, f"serves in place of {replaced}: {why}")]
    if before:
        updates.append(stands(before.arn, ARCHIVED, f"replaced by version {package.version}: {why}"))
    return {"updates": updates, "why": f"version {package.version} serves in place of {replaced}"}


def passed(package: Package, *, before: Package | None, serving: str) -> dict[str, Any]:
    """Return what to write when a version served, and another did before this could be written."""
    why = f"served, and {serving} serves in its place by now"
    updates: list[Update] = [stands(package.arn, ARCHIVED, why)]
    if before and str(before.version) != serving:
        updates.append(stands(before.arn, ARCHIVED, f"replaced by version {package.version}"))
    return {"updates": updates, "why": f"version {package.version} {why}"}


def rolled_back(
    package: Package, *, stack: str, events: Sequence[Mapping[str, Any]], ringing: Sequence[str]
) -> dict[str, Any]:
    """Return what to write when the old version came back: CloudFormation's reason, and the alarms."""
    reason = first_failure(events=events, stack=stack)
    unnamed = [name for name in ringing if name not in reason]
    alarms = f"; in ALARM: {', '.join(unnamed)}" if unnamed else ""
    why = one_line(f"rolled back: {reason}{alarms}")
    return {"update": rejected(package.arn, why), "why": why}


def shadow_lost(package: Package, *, why: str) -> dict[str, Any]:
    """Return what to write when a version was no better than a shadow; nobody was answered by it."""
    told = one_line(f"not promoted from shadow: {why}")
    return {"update": rejected(package.arn, told), "why": told}


def gave_up(package: Package, *, cause: str) -> dict[str, Any]:
    """Return what to write when the deployment could not be done or followed: no word about the model."""
    why = one_line(f"not deployed: {_message(cause)}")
    return {"update": stands(package.arn, FAILED, why), "why": why}


def withdrawn(package: Package) -> dict[str, Any]:
    """Return what to write when a version lost its approval while it waited for its turn."""
    why = one_line(f"{package.approval} before its deployment began: {package.why}")
    return {"answer": "stop", "update": stands(package.arn, WITHDRAWN, why), "why": why}


def superseded(package: Package, *, by: Package) -> dict[str, Any]:
    """Return what to write when a newer version was approved while this one waited for its turn."""
    why = one_line(
        f"not deployed: version {by.version} is newer and approved too. Who wants this one all the same "
        "approves it again"
    )
    return {"answer": "yield", "update": stands(package.arn, SUPERSEDED, why), "why": why}


def unfollowed(package: Package, *, stack: str, status: str, cause: str) -> dict[str, Any]:
    """Return what to write when an update was begun and its end not seen: it may serve by now, or later."""
    why = one_line(
        f"not followed to its end: {_message(cause)}. {stack} was {status} then, and may serve this version "
        "or the one before. Once it has ended, approve the version again: that finds out, and deploys it if "
        "it does not serve"
    )
    return {"update": stands(package.arn, UNFOLLOWED, why), "why": why}


def requested(arn: str, why: str) -> Update:
    """Return the update by which a person has a version deployed, whatever became of it before."""
    return {
        **stands(arn, REQUESTED, why),
        "ModelApprovalStatus": "Approved",
        "ApprovalDescription": one_line(why),
    }


def _message(cause: str) -> str:
    """Return the message in a failed state's cause: a Lambda function's is JSON."""
    try:
        told = json.loads(cause)
    except ValueError:
        return cause
    return str(told.get("errorMessage", cause)) if isinstance(told, dict) else cause
