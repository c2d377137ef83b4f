"""What all sandboxes of a class stand on, as names and ARNs: read from the shared stacks only once."""

from dataclasses import dataclass

from config import Environment
from config.roster import Roster


@dataclass(frozen=True, kw_only=True)
class SandboxGround:
    """Most are tokens that become imports in a cohort's stack. ARNs but where the name says otherwise."""

    config: Environment
    roster: Roster
    domain_id: str
    key_arn: str
    plan_id: str
    existing_role: str
    """Empty where each student has a role of their own; else there is neither boundary nor policy."""
    boundary: str
    policies: tuple[str, ...]
    freeze_policy: str
    lease_function: str
    cleanup_function: str
    alarm_topic: str
    budget_role: str | None
    """None where the roster does without AWS Budgets."""
    canvas: "CanvasGround | None"
    """None where the roster does without Canvas."""


@dataclass(frozen=True, kw_only=True)
class CanvasGround:
    """What a student's Canvas stands on beside the rest."""

    workspace_name: str
    settings_function: str
    brake_function: str
