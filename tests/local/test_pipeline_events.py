"""New data starts the pipeline: S3 tells EventBridge, whose rule names a SageMaker pipeline."""

import json
from typing import Any

import pytest

from local.pipeline_events import parameters
from local.sagemaker.errors import ServiceError
from tests.local.conftest import Client
from tests.local.deployment import deploy, failures, outputs
from tests.local.waiting import until

EVENT = {"detail": {"object": {"key": "datasets/m/a.csv", "version-id": "7"}}}
ARN = "arn:aws:sagemaker:us-east-1"
ROLE = "arn:aws:iam::000000000000:role/execution"


def declared(value: str) -> dict[str, Any]:
    return {"PipelineParameterList": [{"Name": "DataKey", "Value": value}]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$.detail.object.key", "datasets/m/a.csv"),
        ("$.detail.object.version-id", "7"),
        ("fixed", "fixed"),
    ],
)
def test_a_parameter_takes_its_value_from_the_event(value: str, expected: str) -> None:
    assert parameters(declared(value), EVENT) == [{"Name": "DataKey", "Value": expected}]


def test_a_path_that_the_event_does_not_have_is_an_error_that_names_it() -> None:
    with pytest.raises(ServiceError, match=r"no \$\.detail\.object\.absent"):
        parameters(declared("$.detail.object.absent"), EVENT)


DEFINITION = {
    "Version": "2020-12-01",
    "Parameters": [{"Name": "DataKey", "Type": "String"}],
    "Steps": [{"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": {"Get": "Parameters.DataKey"}}}],
}
TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Raw": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
            },
        },
        "Pipeline": {
            "Type": "AWS::SageMaker::Pipeline",
            "Properties": {
                "PipelineName": "on-new-data",
                "RoleArn": ROLE,
                "PipelineDefinition": {"PipelineDefinitionBody": json.dumps(DEFINITION)},
            },
        },
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {
                    "source": ["aws.s3"],
                    "detail-type": ["Object Created"],
                    "detail": {
                        "bucket": {"name": [{"Ref": "Raw"}]},
                        "object": {"key": [{"prefix": "datasets/"}]},
                    },
                },
                "Targets": [
                    {
                        "Id": "Pipeline",
                        "RoleArn": ROLE,
                        "Arn": {
                            "Fn::Sub": "arn:aws:sagemaker:us-east-1:${AWS::AccountId}:pipeline/${Pipeline}"
                        },
                        "SageMakerPipelineParameters": declared("$.detail.object.key"),
                    }
                ],
            },
        },
    },
    "Outputs": {"Raw": {"Value": {"Ref": "Raw"}}},
}


def test_only_an_object_below_the_prefix_starts_an_execution_with_its_key(client: Client) -> None:
    cloudformation = client("cloudformation")
    assert deploy(cloudformation, "events", TEMPLATE) == "CREATE_COMPLETE", failures(cloudformation, "events")
    bucket = outputs(cloudformation, "events")["Raw"]
    for key in ("elsewhere/b.csv", "datasets/m/a.csv"):
        client("s3").put_object(Bucket=bucket, Key=key, Body=b"x")
    assert started_with(client, "on-new-data") == ["datasets/m/a.csv"]


def started_with(client: Client, pipeline: str) -> list[str]:
    sagemaker = client("sagemaker")
    named = {"PipelineName": pipeline}
    executions = until(lambda: sagemaker.list_pipeline_executions(**named)["PipelineExecutionSummaries"])
    arns = [execution["PipelineExecutionArn"] for execution in executions]
    listed = [sagemaker.list_pipeline_parameters_for_execution(PipelineExecutionArn=arn) for arn in arns]
    return [parameter["Value"] for answer in listed for parameter in answer["PipelineParameters"]]
