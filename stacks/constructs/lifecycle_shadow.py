"""Before the canary: the version as a shadow of what serves, and the numbers of both compared."""

from config.lifecycle import Lifecycle
from stacks.constructs.lifecycle_states import State, Step, caught
from stacks.constructs.lifecycle_update import update_states


def shadow_states(step: Step, lifecycle: Lifecycle, looks: int) -> dict[str, State]:
    """Return the states from the shadow's update to the verdict; a good one waits for its turn again."""
    return {
        **update_states("ShadowUpdate", "shadow_parameters", lifecycle, looks, done="ShadowBegan"),
        "ShadowBegan": {
            "Type": "Pass",
            "Parameters": {"at.$": "$$.State.EnteredTime"},
            "ResultPath": "$.shadow",
            "Next": "ShadowWatched",
        },
        "ShadowWatched": {"Type": "Wait", "Seconds": lifecycle.shadow_seconds, "Next": "Compare"},
        "Compare": step(
            "compare",
            result="verdict",
            given={"began.$": "$.shadow.at"},
            Catch=caught("GaveUp"),
            Next="Compared",
        ),
        "Compared": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.verdict.answer.good", "BooleanEquals": True, "Next": "Begin"}],
            "Default": "ShadowLost",
        },
        "ShadowLost": step(
            "shadow_lost",
            result="done",
            given={"why.$": "$.verdict.answer.why"},
            Catch=caught("GaveUp"),
            Next="WriteReason",
        ),
    }
