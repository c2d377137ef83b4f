"""The states that put Autopilot's best candidate into the registry, where a person approves it."""

from typing import Any

from stacks.constructs.autopilot_looks import CALL, CAUGHT, THROTTLED, States, either_spelling
from stacks.constructs.autopilot_places import Places, formatted

BEST = "$.described.BestCandidate"
CONTAINERS = {
    "One": f"{BEST}.InferenceContainers",
    "Cpu": f"{BEST}.InferenceContainerDefinitions.CPU",
    "Gpu": f"{BEST}.InferenceContainerDefinitions.GPU",
}
"""Where the containers of a best candidate are: text problems have a list for each kind of processor."""
CARD = "$.chosen.containers[0].Environment.LAB2API_CARD"
"""Only the stand-in's models have this project's format, and say so; AWS's answer to another contract."""
FIRST = "Score"


def registration_states(*, places: Places, registered: str) -> States:
    """Return the states from `Score` on; `registered` comes next."""
    return {
        **either_spelling(
            FIRST,
            of=BEST,
            into="$.score",
            then="Containers",
            pick={
                "metric": "FinalAutoMLJobObjectiveMetric.MetricName",
                "value": "FinalAutoMLJobObjectiveMetric.Value",
            },
        ),
        **_containers(),
        "About": {
            "Type": "Pass",
            "Parameters": {
                "source": "autopilot",
                "format": "autopilot",
                "metric.$": "$.score.metric",
                "score.$": formatted("{}", "$.score.value"),
                "candidate.$": f"{BEST}.CandidateName",
                "job.$": "$.job.name",
                "execution.$": "$.execution",
                "data.$": formatted(places.table("train"), "$.execution"),
            },
            "ResultPath": "$.about",
            "Next": "InOurFormat",
        },
        **_card(),
        "Register": {
            "Type": "Task",
            "Resource": f"{CALL}createModelPackage",
            "Parameters": {
                "ModelPackageGroupName": places.group,
                "ModelPackageDescription.$": formatted("Best candidate of AutoML job {}", "$.job.name"),
                "ModelApprovalStatus": "PendingManualApproval",
                "InferenceSpecification": {
                    "Containers.$": "$.chosen.containers",
                    "SupportedContentTypes": ["text/csv"],
                    "SupportedResponseMIMETypes": ["text/csv"],
                },
                "CustomerMetadataProperties.$": "$.about",
            },
            "ResultPath": "$.package",
            "Retry": [THROTTLED],
            "Catch": CAUGHT,
            "Next": registered,
        },
    }


def _containers() -> States:
    def chosen(path: str) -> dict[str, Any]:
        return {
            "Type": "Pass",
            "Parameters": {"containers.$": path},
            "ResultPath": "$.chosen",
            "Next": "About",
        }

    choices = [
        {"Variable": f"{path}[0]", "IsPresent": True, "Next": f"Containers{name}"}
        for name, path in CONTAINERS.items()
    ]
    return {
        "Containers": {"Type": "Choice", "Choices": choices, "Default": "NoContainer"},
        **{f"Containers{name}": chosen(path) for name, path in CONTAINERS.items()},
        "NoContainer": {
            "Type": "Fail",
            "Error": "AutopilotMadeNoModel",
            "Cause": "The best candidate names no container that could serve it",
        },
    }


def _card() -> States:
    """Name the card where there is one: `lab2api deploy` and the lifecycle serve no version without."""
    return {
        "InOurFormat": {
            "Type": "Choice",
            "Choices": [{"Variable": CARD, "IsPresent": True, "Next": "Card"}],
            "Default": "Register",
        },
        "Card": {
            "Type": "Pass",
            "Parameters": {"card.$": CARD, "format": "lab2api"},
            "ResultPath": "$.card",
            "Next": "WithCard",
        },
        "WithCard": {
            "Type": "Pass",
            "Parameters": {"merged.$": "States.JsonMerge($.about, $.card, false)"},
            "ResultPath": "$.with_card",
            "Next": "AboutWithCard",
        },
        "AboutWithCard": {
            "Type": "Pass",
            "InputPath": "$.with_card.merged",
            "ResultPath": "$.about",
            "Next": "Register",
        },
    }
