"""What starts Autopilot: a pipeline that has succeeded, or new data where Autopilot is in its place."""

from typing import Any

from constructs import Construct

from config.autopilot import Autopilot
from stacks.constructs.autopilot_places import Places
from stacks.constructs.delivered_rules import MACHINE, DeliveredRules

SUCCEEDED = "SageMaker Model Building Pipeline Execution Status Change"


class AutopilotTrigger(DeliveredRules):
    """One rule, which starts this machine and nothing else."""

    def __init__(self, scope: Construct, id: str, *, autopilot: Autopilot, places: Places) -> None:
        machine = places.arn(scope, resource="stateMachine", name=places.machine, service="states")
        super().__init__(scope, id, starts=machine, action=MACHINE, what="Autopilot", key=places.data.key)
        if autopilot.mode == "beside":
            self._after_the_pipeline(places)
        else:
            self._on_new_data(places)

    def _after_the_pipeline(self, places: Places) -> None:
        """Only this pipeline's success: a failed execution has written no tables worth a search."""
        pipeline = places.arn(self, resource="pipeline", name=places.pipeline)
        self.rule(
            "Trained",
            description="A succeeded pipeline execution starts Autopilot on its tables",
            event_pattern={
                "source": ["aws.sagemaker"],
                "detail-type": [SUCCEEDED],
                "detail": {"pipelineArn": [pipeline], "currentPipelineExecutionStatus": ["Succeeded"]},
            },
            target=_target({"execution_arn": "$.detail.pipelineExecutionArn"}),
        )

    def _on_new_data(self, places: Places) -> None:
        """Take the objects that the pipeline's own rule would take, which is off then."""
        self.rule(
            "NewData",
            description="New raw data starts Autopilot",
            event_pattern={
                "source": ["aws.s3"],
                "detail-type": ["Object Created"],
                "detail": {
                    "bucket": {"name": [places.data.raw.bucket_name]},
                    "object": {"key": [{"wildcard": f"datasets/{places.model}/*.csv"}]},
                },
            },
            target=_target({"key": "$.detail.object.key"}),
        )


def _target(paths: dict[str, str]) -> dict[str, Any]:
    """Hand over one member of the event, by a name of our own, and its id, which claims a search."""
    paths = {**paths, "event": "$.id"}
    template = ", ".join(f'"{name}": <{name}>' for name in paths)
    return {
        "id": "Autopilot",
        "inputTransformer": {"inputPathsMap": paths, "inputTemplate": f"{{{template}}}"},
    }
