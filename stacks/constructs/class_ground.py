"""Reads what sandboxes need of the shared stacks, and declares what only some classes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacks.constructs.budget_freezer import BudgetFreezer
from stacks.constructs.class_canvas import ClassCanvas
from stacks.constructs.sandbox_ground import CanvasGround, SandboxGround

if TYPE_CHECKING:
    from stacks.class_shared import ClassStack


def class_ground(shared: ClassStack) -> SandboxGround:
    """Return what every sandbox of the class stands on."""
    return SandboxGround(
        config=shared.config,
        roster=shared.roster,
        domain_id=shared.studio.domain.id,
        key_arn=shared.data.key.key_arn,
        plan_id=shared.plan.usage_plan_id,
        existing_role=_existing_role(shared),
        boundary=shared.boundary.managed_policy_arn,
        policies=tuple(shared.access.policies),
        freeze_policy=shared.freeze_policy_arn,
        lease_function=shared.leases.function_arn,
        cleanup_function=shared.studio.cleanup.function.function_arn,
        alarm_topic=shared.alarm_topic.topic_arn,
        budget_role=_budget_role(shared) if shared.roster.budgets else None,
        canvas=_canvas(shared),
    )


def _existing_role(shared: ClassStack) -> str:
    """Return the ARN of the account's one role, for a profile of whichever account is deployed to."""
    if (account := shared.config.account) is None:
        return ""
    return shared.format_arn(service="iam", region="", resource="role", resource_name=account.role_name)


def _budget_role(shared: ClassStack) -> str:
    """Declare who attaches the freezing policy for AWS Budgets."""
    role = BudgetFreezer(
        shared,
        "Budgets",
        config=shared.config,
        roster=shared.roster,
        freeze_arn=shared.freeze_policy.managed_policy_arn,
    )
    return role.role_arn


def _canvas(shared: ClassStack) -> CanvasGround | None:
    if "canvas" not in shared.roster.services or shared.studio.canvas is None:
        return None
    settings, brake = shared.studio.canvas
    return ClassCanvas(
        shared,
        "Canvas",
        config=shared.config,
        roster=shared.roster,
        settings=settings,
        brake=brake,
        workspace_name=shared.studio.workspace.bucket_name,
    ).ground
