"""What SageMaker tells EventBridge: the state changes of jobs, model packages and pipeline executions.

https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
"""

import json
from datetime import datetime
from typing import Any

from ministack.services import eventbridge

from local.sagemaker.records import Record

_DETAIL_TYPES = {
    "TrainingJob": "SageMaker Training Job State Change",
    "ProcessingJob": "SageMaker Processing Job State Change",
    "TransformJob": "SageMaker Transform Job State Change",
    "ModelPackage": "SageMaker Model Package State Change",
    "PipelineExecution": "SageMaker Model Building Pipeline Execution Status Change",
    "PipelineExecutionStep": "SageMaker Model Building Pipeline Execution Step Status Change",
}
_LARGE = ("Environment", "InputDataConfig", "ProcessingInputs", "PipelineDefinition", "PipelineParameters")


def state_change(kind: str, record: Record) -> None:
    """Put the event on the default bus; only the emulator's own services may name an `aws.` source.

    SageMaker tells nothing of AutoML jobs.
    """
    if kind not in _DETAIL_TYPES:
        return
    put(
        kind,
        arn=record[f"{kind}Arn"],
        detail={key: value for key, value in record.items() if key not in _LARGE},
    )


def put(kind: str, *, arn: str, detail: dict[str, Any]) -> None:
    """Put an event of a kind about one resource on the default bus."""
    entry = {
        "Source": "aws.sagemaker",
        "DetailType": _DETAIL_TYPES[kind],
        "Resources": [arn],
        "Detail": json.dumps(detail, default=_milliseconds),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)  # noqa: SLF001


def _milliseconds(value: object) -> int:
    """SageMaker's events carry times as milliseconds since the epoch."""
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    raise TypeError(f"{type(value).__name__} has no JSON form")
