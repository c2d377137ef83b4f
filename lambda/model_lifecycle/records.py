"""What is written into the registry: where a version stands, why, and where it comes from.

A ModelLifeCycle has a Stage, a StageStatus and a StageDescription of 1,024 characters on one line
(API reference). Values of CustomerMetadataProperties take no quotes and no commas: texts are kept elsewhere.
"""

from typing import Any

from model_lifecycle.package import Card, Package

MOST_TEXT = 1024
REGISTERED, PRODUCTION = "Registered", "Production"
WAITING, REQUESTED, DEPLOYING = "Waiting", "Requested", "Deploying"
PROMOTED, ARCHIVED, ROLLED_BACK, FAILED = "Promoted", "Archived", "RolledBack", "Failed"
"""`Failed`: nobody knows whether the model is bad; the deployment could not be done, or not be followed."""
WITHDRAWN, SUPERSEDED = "Withdrawn", "Superseded"
"""Approved, but a newer version was too before this one's turn came."""
UNFOLLOWED = "Unfollowed"
"""CloudFormation has begun the update, and nobody saw how it ended: the version may serve or not."""
BY_POLICY = "by policy:"
"""What the approval of a version begins with where no person gave it."""
RECORDED, DEPLOYMENTS, DEPLOYMENT = "recorded", "deployments", "deployment"
"""Properties: that the card was written, how often it was deployed, and the execution that did it last."""

Update = dict[str, Any]


def one_line(text: str) -> str:
    """Return text as the registry takes it."""
    return " ".join(text.split())[:MOST_TEXT]


def life_cycle(stage: str, status: str, why: str) -> dict[str, str]:
    """Return the ModelLifeCycle of a version."""
    return {"Stage": stage, "StageStatus": status, "StageDescription": one_line(why)}


def stands(arn: str, status: str, why: str, *, stage: str = PRODUCTION) -> Update:
    """Return the update that says where a version stands."""
    return {"ModelPackageArn": arn, "ModelLifeCycle": life_cycle(stage, status, why)}


def rejected(arn: str, why: str) -> Update:
    """Return the update of a version that was rolled back: it must not be deployed again by itself."""
    return {
        **stands(arn, ROLLED_BACK, why),
        "ModelApprovalStatus": "Rejected",
        "ApprovalDescription": one_line(why),
    }


def decided(answer: str, why: str) -> Update:
    """Return what the policy's decision adds to the record; nothing where a person has to decide.

    It is written with the record: a version that is recorded is looked at no more.
    """
    if answer == "undecided":
        return {}
    return {"ModelApprovalStatus": answer, "ApprovalDescription": one_line(f"{BY_POLICY} {why}")}


def lineage(package: Package, card: Card) -> dict[str, str]:
    """Return where a version comes from, as properties; what is not known is left away."""
    known = {
        RECORDED: "true",
        "score": f"{card.score.value:.6f}",
        "score_name": card.score.name,
        "data_sha256": card.data.sha256,
        "model_sha256": card.model_sha256,
        "training_job": package.training_job,
        "execution": package.execution,
        "image": package.image,
    }
    return {name: value for name, value in known.items() if value and len(value) <= 256}
