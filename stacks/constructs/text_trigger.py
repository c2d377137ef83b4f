"""Rows that are said to be ready start the text classifier's pipeline; so does the clock, if told to."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config.text_training import TextTraining
from stacks.constructs.delivered_rules import PIPELINE, DeliveredRules
from stacks.data import DataStack

READY = "READY"
"""The object below `datasets/<model>/` that says so, with anything in it.

Rows come in many objects, machines are dear, and only who brings the rows knows which is the last.
"""
TARGET: dict[str, Any] = {"id": "Pipeline", "sageMakerPipelineParameters": {"pipelineParameterList": []}}
"""An execution takes the whole folder, so the event tells it nothing."""


class TextTrigger(DeliveredRules):
    """One execution each time the marker is written, and none for rows: bring those first.

    Two markers are two executions side by side, as EventBridge asks nobody whether one runs.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        text: TextTraining,
        data: DataStack,
        pipeline: sagemaker.CfnPipeline,
    ) -> None:
        arn = cdk.Stack.of(scope).format_arn(
            service="sagemaker", resource="pipeline", resource_name=pipeline.ref
        )
        super().__init__(scope, id, starts=arn, action=PIPELINE, what="the text pipeline", key=data.key)
        self.rule(
            "Ready",
            description="Rows that are ready train the text classifier",
            event_pattern={
                "source": ["aws.s3"],
                "detail-type": ["Object Created"],
                "detail": {
                    "bucket": {"name": [data.raw.bucket_name]},
                    "object": {"key": [f"datasets/{text.model}/{READY}"]},
                },
            },
            target=TARGET,
        )
        if text.schedule:
            self.rule(
                "Schedule",
                description="Trains the text classifier at fixed times",
                schedule_expression=text.schedule,
                target=TARGET,
            )
