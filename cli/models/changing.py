"""`lab2api models approve|reject|rollback`: what a person says, written where the machine reads it."""

from __future__ import annotations

from cli import registry, terminal
from cli.models.following import UNDER_WAY, follow, has_lifecycle
from cli.models.versions import Version, listed, one
from cli.target import Target
from model_lifecycle.outcomes import requested
from model_lifecycle.records import ARCHIVED, PROMOTED, REGISTERED, one_line, stands


def approved(*, target: Target, version: Version, reason: str) -> None:
    """Approve a version; with a lifecycle also have it deployed, whatever it was before."""
    if not has_lifecycle(target=target, model=version.model):
        registry.approve(target=target, package=version.arn, reason=one_line(reason))
    elif version.stage not in UNDER_WAY:
        target.client("sagemaker").update_model_package(**requested(version.arn, reason))


def rejected(*, target: Target, version: Version, reason: str) -> None:
    """Reject a version that does not serve."""
    if version.stage == PROMOTED:
        terminal.stop(
            f"{version.model} {version.version} serves",
            hint=f'Go back first: ./lab2api models rollback {version.model} --reason "..." '
            f"--env {target.environment}",
        )
    target.client("sagemaker").update_model_package(
        ModelApprovalStatus="Rejected",
        ApprovalDescription=one_line(reason),
        **stands(version.arn, "Rejected", reason, stage=REGISTERED),
    )


def previous(*, target: Target, model: str, to: int | None) -> Version:
    """Return the version to go back to: the one that is named, or the last that was replaced."""
    if to is not None:
        return one(target=target, model=model, version=to)
    archived = [row for row in listed(target=target, model=model) if row.stage == ARCHIVED]
    if not archived:
        terminal.stop(
            f"no version of {model} was promoted before",
            hint="Name one: --to VERSION. See: lab2api models list",
        )
    return max(archived, key=lambda row: row.when)


def rolled_back(*, target: Target, version: Version, reason: str) -> Version:
    """Have an earlier version deployed again, guarded as any; the reason is kept on both."""
    if not has_lifecycle(target=target, model=version.model):
        terminal.stop(
            f"{target.environment} has no [lifecycle]",
            hint=f"./lab2api deploy-model --model {version.model} --version {version.version} --approve "
            f"--env {target.environment}",
        )
    if version.stage == PROMOTED:
        terminal.stop(f"{version.model} {version.version} serves already")
    approved(target=target, version=version, reason=f"rollback: {reason}")
    return follow(target=target, version=version)
