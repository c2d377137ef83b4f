"""How a deployment ends: promoted, withdrawn, rolled back with its reason, or given up."""

from config.lifecycle import Lifecycle
from stacks.constructs.lifecycle_states import State, Step, caught, succeed, write

REASONED = ("ModelLifeCycle", "ModelApprovalStatus", "ApprovalDescription")


def outcome_states(step: Step, lifecycle: Lifecycle) -> dict[str, State]:
    """Return the ends. An execution fails where the version does not serve: AWS counts those as a metric."""
    return {
        "Promote": step(
            "promoted",
            result="done",
            given={"replaced.$": "$.turn.answer.replaced", "why.$": "$.claim.answer.why"},
            Catch=caught("Unfollowed"),
            Next="WritePromotion",
        ),
        "WritePromotion": _write_each(),
        "WriteWithdrawn": write("$.turn.answer.update", ["ModelLifeCycle"], Next="Withdrawn"),
        "WriteSuperseded": write("$.turn.answer.update", ["ModelLifeCycle"], Next="Superseded"),
        **succeed("Promoted", "Withdrawn", "Superseded"),
        **_unfollowed(step, lifecycle),
        "FindReason": step("rolled_back", result="done", Catch=caught("GaveUp"), Next="WriteReason"),
        "WriteReason": write("$.done.answer.update", REASONED, Next="RolledBack"),
        "RolledBack": {"Type": "Fail", "Error": "RolledBack", "CausePath": "$.done.answer.why"},
        "TooLong": {
            "Type": "Pass",
            "Result": {"Error": "TooLong", "Cause": f"its stack was busy for {lifecycle.deadline_seconds} s"},
            "ResultPath": "$.failure",
            "Next": "GaveUp",
        },
        "GaveUp": step("gave_up", result="done", given={"cause.$": "$.failure.Cause"}, Next="WriteFailure"),
        "WriteFailure": write("$.done.answer.update", ["ModelLifeCycle"], Next="NotDeployed"),
        "NotDeployed": {"Type": "Fail", "Error": "NotDeployed", "CausePath": "$.done.answer.why"},
    }


def _unfollowed(step: Step, lifecycle: Lifecycle) -> dict[str, State]:
    """Return the ends of an update that was begun, and whose end this execution does not see.

    CloudFormation goes on without it, so that nobody may say that the version does not serve.
    """
    late = f"CloudFormation had not ended after {lifecycle.deadline_seconds} s and goes on"
    return {
        "GoesOn": {
            "Type": "Pass",
            "Result": {"Error": "TooLong", "Cause": late},
            "ResultPath": "$.failure",
            "Next": "Unfollowed",
        },
        "Unfollowed": step(
            "unfollowed", result="done", given={"cause.$": "$.failure.Cause"}, Next="WriteUnfollowed"
        ),
        "WriteUnfollowed": write("$.done.answer.update", ["ModelLifeCycle"], Next="NotFollowed"),
        "NotFollowed": {"Type": "Fail", "Error": "NotFollowed", "CausePath": "$.done.answer.why"},
    }


def _write_each() -> State:
    """Write where the new version stands and where the one before it stands, the new one first."""
    return {
        "Type": "Map",
        "ItemsPath": "$.done.answer.updates",
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "Write",
            "States": {"Write": write("$", ["ModelLifeCycle"], End=True)},
        },
        "ResultPath": "$.written",
        "Next": "Promoted",
    }
