"""CloudFormation of the emulator with the types of local/: repairs, records, refusals, coverage."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local import process
from local.settings import Settings
from tests.local.conftest import Client
from tests.local.deployment import delete, deploy, failures, outputs


@pytest.fixture(scope="module")
def cloudformation(client: Client) -> Any:
    return client("cloudformation")


@pytest.mark.parametrize("type_", ["AWS::ECS::Service", "AWS::EKS::Cluster"])
def test_a_type_that_would_only_pretend_to_run_is_refused_with_the_reason(
    cloudformation: Any, type_: str
) -> None:
    name = type_.replace("::", "-")
    assert (
        deploy(cloudformation, name, {"Resources": {"It": {"Type": type_, "Properties": {}}}})
        == "ROLLBACK_COMPLETE"
    )
    assert (
        f"the local run refuses {type_}: containers do not run here" in failures(cloudformation, name)["It"]
    )


def test_a_property_that_sagemaker_does_not_have_fails_the_stack(cloudformation: Any) -> None:
    model = {
        "Type": "AWS::SageMaker::ModelPackageGroup",
        "Properties": {"ModelPackageGroupName": "g", "Bogus": 1},
    }
    assert deploy(cloudformation, "bogus", {"Resources": {"Group": model}}) == "ROLLBACK_COMPLETE"
    assert "has no property Bogus" in failures(cloudformation, "bogus")["Group"]


def test_a_bucket_keeps_what_the_emulator_alone_would_drop(cloudformation: Any, client: Client) -> None:
    deploy(cloudformation, "buckets", BUCKETS)
    bucket, s3 = outputs(cloudformation, "buckets")["Name"], client("s3")
    encryption = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"][0]["Expiration"] == {"Days": 3}
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]["TargetPrefix"] == "own/"
    assert (
        s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"][0]["ObjectOwnership"]
        == "BucketOwnerEnforced"
    )
    assert {"Key": "a", "Value": "b"} in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    assert "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket=bucket)


BUCKETS = {
    "Resources": {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketEncryption": {"ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"},
                     "BucketKeyEnabled": True}]},
                "LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "ExpirationInDays": 3}]},
                "LoggingConfiguration": {"LogFilePrefix": "own/"},
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
                "Tags": [{"Key": "a", "Value": "b"}],
            },
        }
    },
    "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}},
}  # fmt: skip


def test_recorded_types_deploy_describe_and_go(cloudformation: Any, client: Client) -> None:
    assert deploy(cloudformation, "recorded", RECORDED) == "CREATE_COMPLETE", failures(
        cloudformation, "recorded"
    )
    targets = client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")
    assert targets["ScalableTargets"][0]["MaxCapacity"] == 3
    policies = client("application-autoscaling").describe_scaling_policies(ServiceNamespace="sagemaker")
    assert policies["ScalingPolicies"][0]["PolicyName"] == "invocations"
    image = outputs(cloudformation, "recorded")["Image"]
    assert image == "123.dkr.ecr.us-east-1.amazonaws.com/r@sha256:abc"
    delete(cloudformation, "recorded")
    assert not client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")[
        "ScalableTargets"
    ]


_SCALED = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
           "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}  # fmt: skip
RECORDED = {
    "Resources": {
        "Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget",
                   "Properties": _SCALED | {"MinCapacity": "1", "MaxCapacity": 3}},
        "Policy": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {
            "PolicyName": "invocations", "PolicyType": "TargetTrackingScaling",
            "ScalingTargetId": {"Ref": "Target"},
            "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 100,
             "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}}},
        "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
            "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Threshold": 1,
            "Metrics": [{"Id": "e", "Expression": "m * 2"}, {"Id": "m", "ReturnData": False, "MetricStat": {
                "Metric": {"Namespace": "n", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}}]}},
        "Both": {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {
            "AlarmRule": {"Fn::Sub": "ALARM(${Alarm})"}}},
        "Image": {"Type": "Custom::InferenceImage", "Properties": {
            "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:absent", "ImageTag": "abc",
            "JobsImageTag": "abc-jobs",
            "RepositoryUri": "123.dkr.ecr.us-east-1.amazonaws.com/r"}},
    },
    "Outputs": {"Image": {"Value": {"Fn::GetAtt": ["Image", "ImageUri"]}}},
}  # fmt: skip


def test_coverage_tells_what_is_deployed_and_how_real_it_is(emulator: Settings, cloudformation: Any) -> None:
    deploy(cloudformation, "covered", {"Resources": {
        "Queue": {"Type": "AWS::SQS::Queue"}, "Other": {"Type": "AWS::SQS::Queue"},
        "Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}})  # fmt: skip
    report = process.coverage(emulator)
    assert report["AWS::SQS::Queue"]["state"] == "executed"
    assert int(report["AWS::SQS::Queue"]["count"]) >= 2
    assert report["AWS::EC2::VPC"] == {"state": "recorded", "count": 1, "note": "no network is made"}
    delete(cloudformation, "covered")
    assert "AWS::EC2::VPC" not in process.coverage(emulator)


@pytest.mark.parametrize("service", ["polly", "transcribe"])
def test_a_managed_model_without_a_stand_in_is_never_imitated(client: Client, service: str) -> None:
    calls: dict[str, Callable[[Any], Any]] = {
        "polly": lambda c: c.synthesize_speech(Text="x", OutputFormat="mp3", VoiceId="Joanna"),
        "transcribe": lambda c: c.list_transcription_jobs(),
    }
    with pytest.raises(ClientError, match="managed model of AWS") as refused:
        calls[service](client(service))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
