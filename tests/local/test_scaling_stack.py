"""The pattern of a component's stack in small: created at zero, scaled, updated, rolled back, deleted."""

import json
from typing import Any

import pytest

from tests.local.conftest import STARTER, Client
from tests.local.deployment import delete, deploy, failures
from tests.local.hosted import ROLE

BUCKET = "scaling-artifacts"
DIMENSION = "sagemaker:inference-component:DesiredCopyCount"
TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Key": {"Type": "String", "Default": "one.tar.gz"},
        "Copies": {"Type": "Number", "Default": "0"},
    },
    "Resources": {
        "Model": {
            "Type": "AWS::SageMaker::Model",
            "Properties": {
                "ExecutionRoleArn": ROLE,
                "PrimaryContainer": {"Image": "x", "ModelDataUrl": {"Fn::Sub": f"s3://{BUCKET}/${{Key}}"}},
            },
        },
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {
                "ExecutionRoleArn": ROLE,
                "ProductionVariants": [
                    {
                        "VariantName": "All",
                        "InstanceType": "ml.m5.large",
                        "InitialInstanceCount": 1,
                        "ManagedInstanceScaling": {
                            "Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2,
                        },
                    }
                ],
            },
        },
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {
                "EndpointName": "scaled",
                "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]},
            },
        },
        "Component": {
            "Type": "AWS::SageMaker::InferenceComponent",
            "Properties": {
                "InferenceComponentName": "scaled",
                "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
                "VariantName": "All",
                "Specification": {
                    "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]},
                    "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 512},
                },
                "RuntimeConfig": {"CopyCount": {"Ref": "Copies"}},
                "DeploymentConfig": {
                    "RollingUpdatePolicy": {
                        "MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1}, "WaitIntervalInSeconds": 0,
                    }
                },
            },
        },
        "Target": {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "DependsOn": "Component",
            "Properties": {
                "ServiceNamespace": "sagemaker", "ResourceId": "inference-component/scaled",
                "ScalableDimension": DIMENSION, "MinCapacity": 0, "MaxCapacity": 2,
                "ScheduledActions": [
                    {
                        "ScheduledActionName": "night", "Schedule": "cron(0 20 * * ? *)",
                        "Timezone": "Europe/Berlin", "ScalableTargetAction": {"MaxCapacity": 0},
                    }
                ],
            },
        },
        "Wake": {
            "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
            "Properties": {
                "PolicyName": "wake", "PolicyType": "StepScaling", "ScalingTargetId": {"Ref": "Target"},
                "StepScalingPolicyConfiguration": {
                    "AdjustmentType": "ChangeInCapacity", "Cooldown": 60,
                    "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
                },
            },
        },
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "AWS/SageMaker", "MetricName": "NoCapacityInvocationFailures",
                "Dimensions": [{"Name": "InferenceComponentName", "Value": "scaled"}], "Statistic": "Sum",
                "Period": 60, "EvaluationPeriods": 1, "Threshold": 1, "TreatMissingData": "notBreaching",
                "ComparisonOperator": "GreaterThanOrEqualToThreshold", "AlarmActions": [{"Ref": "Wake"}],
            },
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def cloudformation(client: Client) -> Any:
    client("s3").create_bucket(Bucket=BUCKET)
    for key in ("one.tar.gz", "two.tar.gz"):
        artifact = (STARTER / "model.tar.gz").read_bytes()
        client("s3").put_object(Bucket=BUCKET, Key=key, Body=artifact)
    client("s3").put_object(Bucket=BUCKET, Key="broken.tar.gz", Body=b"")
    return client("cloudformation")


def described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client("sagemaker").describe_inference_component(InferenceComponentName="scaled")
    return found


def predict(client: Client) -> int:
    row = [1.0] * len(json.loads((STARTER / "card.json").read_text())["features"])
    answer = client("sagemaker-runtime").invoke_endpoint(
        EndpointName="scaled", InferenceComponentName="scaled", ContentType="application/json",
        Body=json.dumps({"instances": [row]}),
    )  # fmt: skip
    return len(json.loads(answer["Body"].read())["predictions"])


def test_a_component_lives_through_scaling_update_rollback_and_delete(
    cloudformation: Any, client: Client
) -> None:
    assert deploy(cloudformation, "scaled", TEMPLATE) == "CREATE_COMPLETE", failures(cloudformation, "scaled")
    assert described(client)["RuntimeConfig"]["CurrentCopyCount"] == 0
    actions = client("application-autoscaling").describe_scheduled_actions(ServiceNamespace="sagemaker")
    assert [action["ScheduledActionName"] for action in actions["ScheduledActions"]] == ["night"]
    assert deploy(cloudformation, "scaled", None, update=True, Copies="1") == "UPDATE_COMPLETE"
    assert predict(client) == 1
    created, model = described(client)["CreationTime"], described(client)["Specification"]["ModelName"]
    status = deploy(cloudformation, "scaled", None, update=True, Copies="1", Key="two.tar.gz")
    assert status == "UPDATE_COMPLETE", failures(cloudformation, "scaled")
    assert described(client)["CreationTime"] == created
    assert described(client)["Specification"]["ModelName"] != model
    status = deploy(cloudformation, "scaled", None, update=True, Copies="1", Key="broken.tar.gz")
    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert "not a usable model.tar.gz" in failures(cloudformation, "scaled")["Component"]
    assert predict(client) == 1
    delete(cloudformation, "scaled")
    assert not client("sagemaker").list_inference_components()["InferenceComponents"]
    assert not client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")[
        "ScalableTargets"
    ]


def test_a_count_that_the_template_did_not_change_stays_as_it_was_scaled_to(
    cloudformation: Any, client: Client
) -> None:
    assert deploy(cloudformation, "kept", TEMPLATE) == "CREATE_COMPLETE"
    client("application-autoscaling").register_scalable_target(
        ServiceNamespace="sagemaker", ResourceId="inference-component/scaled", ScalableDimension=DIMENSION,
        MinCapacity=1, MaxCapacity=2,
    )  # fmt: skip
    status = deploy(cloudformation, "kept", None, update=True, Key="two.tar.gz")
    assert status == "UPDATE_COMPLETE", failures(cloudformation, "kept")
    assert described(client)["RuntimeConfig"]["DesiredCopyCount"] == 1
    delete(cloudformation, "kept")
