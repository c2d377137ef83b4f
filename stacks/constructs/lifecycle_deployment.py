"""The deployment of one version: claim it, wait for the stack, update, follow, and write down the end.

Every wait counts its looks and ends: `deadline_seconds` for the stack to be free, and for each update.
"""

from config.lifecycle import Lifecycle
from stacks.constructs.lifecycle_outcomes import outcome_states
from stacks.constructs.lifecycle_shadow import shadow_states
from stacks.constructs.lifecycle_states import State, Step, caught, write
from stacks.constructs.lifecycle_update import counted, late, update_states

KNOWN = ("ModelLifeCycle", "CustomerMetadataProperties")


def deployment_states(step: Step, lifecycle: Lifecycle) -> dict[str, State]:
    """Return the states from the claim to the end."""
    looks = -(-lifecycle.deadline_seconds // lifecycle.poll_seconds)
    return {
        "Claim": step(
            "claim",
            result="claim",
            given={"execution.$": "$$.Execution.Name"},
            Catch=caught("GaveUp"),
            Next="ClaimCarded",
        ),
        "ClaimCarded": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.claim.answer.update.ModelCard", "IsPresent": True, "Next": "WriteClaim"}
            ],
            "Default": "WriteBareClaim",
        },
        "WriteClaim": write(
            "$.claim.answer.update", (*KNOWN, "ModelCard"), Catch=caught("GaveUp"), Next="Begin"
        ),
        "WriteBareClaim": write("$.claim.answer.update", KNOWN, Catch=caught("GaveUp"), Next="Begin"),
        "Begin": {"Type": "Pass", "Result": {"looks": 0}, "ResultPath": "$.waited", "Next": "Turn"},
        "Turn": step(
            "turn",
            result="turn",
            given={"over.$": "$.claim.answer.over"},
            Catch=caught("GaveUp"),
            Next="Free",
        ),
        "Free": _free(lifecycle, looks),
        **counted("WaitForTurn", "waited", lifecycle, then="Turn"),
        **update_states("Update", "parameters", lifecycle, looks, done="Promote"),
        **(shadow_states(step, lifecycle, looks) if lifecycle.deploy == "shadow" else {}),
        **outcome_states(step, lifecycle),
    }


def _free(lifecycle: Lifecycle, looks: int) -> State:
    """Branch by whether it is this version's turn; unapproved, or with a newer one approved, it has none."""
    shadowed = {"Variable": "$.verdict", "IsPresent": True, "Next": "Update"}
    is_shadow = lifecycle.deploy == "shadow"
    return {
        "Type": "Choice",
        "Choices": [
            {"Variable": "$.turn.answer.answer", "StringEquals": "stop", "Next": "WriteWithdrawn"},
            {"Variable": "$.turn.answer.answer", "StringEquals": "yield", "Next": "WriteSuperseded"},
            *late("waited", looks, then="TooLong"),
            {"Variable": "$.turn.answer.answer", "StringEquals": "wait", "Next": "WaitForTurn"},
            *([shadowed] if is_shadow else []),
        ],
        "Default": "ShadowUpdate" if is_shadow else "Update",
    }
