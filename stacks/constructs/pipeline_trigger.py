"""New raw data starts the pipeline; so does the clock, if the environment says so."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from stacks.constructs.delivered_rules import PIPELINE, DeliveredRules
from stacks.constructs.transform_engines import spark_parameters
from stacks.data import DataStack

OBJECT_KEY = "$.detail.object.key"
"""EventBridge reads a parameter that is a JSON path from the event (EventBridge guide, target parameters)."""


class PipelineTrigger(DeliveredRules):
    """Rules that start this pipeline and nothing else."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        data: DataStack,
        pipeline: sagemaker.CfnPipeline,
    ) -> None:
        arn = cdk.Stack.of(scope).format_arn(
            service="sagemaker", resource="pipeline", resource_name=pipeline.ref
        )
        super().__init__(scope, id, starts=arn, action=PIPELINE, what="the training pipeline", key=data.key)
        self._on_new_data(config=config, data=data)
        if config.training.schedule:
            self._on_schedule(config.training.schedule)

    def _on_new_data(self, *, config: Environment, data: DataStack) -> None:
        """One rule for all objects, or one for those that fit into memory and one for those for Spark."""
        limit = config.recipe.hand_over_bytes if config.recipe else None
        key = {"name": "DataKey", "value": OBJECT_KEY}
        state = "DISABLED" if _replaced_by_autopilot(config) else "ENABLED"
        small: dict[str, Any] = {} if limit is None else {"size": [{"numeric": ["<=", limit]}]}
        self.rule(
            "NewData",
            description="New raw data trains a model",
            state=state,
            event_pattern=_pattern(config=config, data=data, size=small),
            target=_target([key]),
        )
        if limit is None:
            return
        spark = [{"name": name, "value": _text(value)} for name, value in spark_parameters(config).items()]
        self.rule(
            "LargeData",
            description="New raw data that is too large for memory trains a model, prepared by Spark",
            state=state,
            event_pattern=_pattern(config=config, data=data, size={"size": [{"numeric": [">", limit]}]}),
            target=_target([key, *spark]),
        )

    def _on_schedule(self, schedule: str) -> None:
        """Without an object of its own, the execution takes everything in the model's folder."""
        self.rule(
            "Schedule",
            description="Trains the model at fixed times",
            schedule_expression=schedule,
            target=_target([]),
        )


def _target(parameters: list[dict[str, str]]) -> dict[str, Any]:
    return {"id": "Pipeline", "sageMakerPipelineParameters": {"pipelineParameterList": parameters}}


def _pattern(*, config: Environment, data: DataStack, size: dict[str, Any]) -> dict[str, Any]:
    """Only the configured model's folder: another model's CSV has another target column."""
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [data.raw.bucket_name]},
            "object": {"key": [{"wildcard": f"datasets/{config.training.model}/*.csv"}], **size},
        },
    }


def _text(value: str | float) -> str:
    """Return a parameter's value as StartPipelineExecution takes it: all of them are text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _replaced_by_autopilot(config: Environment) -> bool:
    """Return whether new data starts Autopilot in the pipeline's place."""
    return config.autopilot is not None and config.autopilot.mode == "instead"
