"""The states that run one AutoML job: what it is asked for, and then looked at until it ends."""

from typing import Any

from config import Environment
from config.autopilot import Autopilot
from config.autopilot_rules import problem_type
from stacks.constructs.autopilot_looks import CALL, CAUGHT, THROTTLED, States, looks
from stacks.constructs.autopilot_places import Places, formatted

CSV = "text/csv;header=present"
NOT_STARTED = "NotStarted"
TAKEN = "SageMaker.ResourceInUseException"
"""The name of the job: an answer was lost, and the search that it was about runs and costs."""


def search_states(
    *,
    config: Environment,
    autopilot: Autopilot,
    places: Places,
    role_arn: str,
    vpc: dict[str, Any] | None,
    found: str,
) -> States:
    """Return the states from `Search` on; `found` comes next, with the job in `$.described`."""
    return {
        "Search": {
            "Type": "Task",
            "Resource": f"{CALL}createAutoMLJobV2",
            "Parameters": {
                "AutoMLJobName.$": "$.job.name",
                "AutoMLJobInputDataConfig": [
                    _channel("training", places.table("train")),
                    _channel("validation", places.table("test")),
                ],
                "OutputDataConfig": {
                    "S3OutputPath.$": formatted(places.artifact("/models"), "$.execution"),
                    "KmsKeyId": places.data.key.key_arn,
                },
                "AutoMLProblemTypeConfig": _problem(config, autopilot),
                "AutoMLJobObjective": {"MetricName": autopilot.objective},
                "SecurityConfig": {
                    "VolumeKmsKeyId": places.data.key.key_arn,
                    "EnableInterContainerTrafficEncryption": True,
                    **({"VpcConfig": vpc} if vpc else {}),
                },
                "RoleArn": role_arn,
                "Tags": [
                    {"Key": key, "Value": value}
                    for key, value in {"environment": config.name, **config.tags}.items()
                ],
            },
            "ResultPath": "$.created",
            "Retry": [THROTTLED],
            "Catch": [CAUGHT[0] | {"ErrorEquals": [TAKEN]}, CAUGHT[0] | {"Next": NOT_STARTED}],
            "Next": "NotLookedAt",
        },
        **looks(autopilot, found=found),
    }


def _channel(kind: str, address: str) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri.$": formatted(address, "$.execution")}
    return {
        "ChannelType": kind,
        "ContentType": CSV,
        "CompressionType": "None",
        "DataSource": {"S3DataSource": source},
    }


def _problem(config: Environment, autopilot: Autopilot) -> dict[str, Any]:
    limits = {
        "MaxCandidates": autopilot.max_candidates,
        "MaxAutoMLJobRuntimeInSeconds": autopilot.runtime_seconds,
        "MaxRuntimePerTrainingJobInSeconds": autopilot.max_runtime_per_training_job_seconds,
    }
    if autopilot.problem == "text":
        columns = {"ContentColumn": autopilot.text_column, "TargetLabelColumn": config.training.target}
        return {"TextClassificationJobConfig": {**columns, "CompletionCriteria": limits}}
    return {
        "TabularJobConfig": {
            "TargetAttributeName": config.training.target,
            "ProblemType": problem_type(config),
            "Mode": "ENSEMBLING",
            "CompletionCriteria": limits,
        }
    }
