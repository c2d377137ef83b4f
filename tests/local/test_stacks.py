"""CloudFormation of the emulator with the types of local/: parameters, rollback, refusal, coverage."""

import io
import json
import tarfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local import process
from local.settings import Settings
from tests.local.conftest import STARTER, Client
from tests.local.deployment import delete, deploy, failures, outputs

ROLE = "arn:aws:iam::000000000000:role/execution"
STARTER_URL = "s3://serving-artifacts/starter/model.tar.gz"
URL = {"Fn::If": ["UseStarter", STARTER_URL, {"Ref": "ModelDataUrl"}]}
PARTS = {"Fn::Split": ["/", URL]}
SERVING: dict[str, Any] = {
    "Parameters": {
        "ModelName": {"Type": "String", "Default": "starter"},
        "ModelDataUrl": {"Type": "String", "Default": ""},
    },
    "Conditions": {"UseStarter": {"Fn::Equals": [{"Ref": "ModelDataUrl"}, ""]}},
    "Resources": {
        "Model": {
            "Type": "AWS::SageMaker::Model",
            "Properties": {"ExecutionRoleArn": ROLE, "PrimaryContainer": {"Image": "x", "ModelDataUrl": URL}},
        },
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {
                "ProductionVariants": [
                    {
                        "VariantName": "All",
                        "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]},
                        "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5},
                    }
                ]
            },
        },
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {
                "EndpointName": {"Fn::Sub": "test-${ModelName}"},
                "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]},
            },
        },
        "Card": {
            "Type": "AWS::SSM::Parameter",
            "DependsOn": "Endpoint",
            "Properties": {
                "Type": "String",
                "Name": {"Fn::Sub": "/test/${ModelName}"},
                "Value": {"Fn::Join": ["|", [{"Fn::Select": ["2", PARTS]}, {"Fn::Select": ["4", PARTS]}]]},
            },
        },
    },
}


@pytest.fixture(scope="module")
def cloudformation(client: Client) -> Any:
    s3 = client("s3")
    s3.create_bucket(Bucket="serving-artifacts")
    artifact = (STARTER / "model.tar.gz").read_bytes()
    for key in ("starter/model.tar.gz", "second/model.tar.gz"):
        s3.put_object(Bucket="serving-artifacts", Key=key, Body=artifact)
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w:gz").close()
    s3.put_object(Bucket="serving-artifacts", Key="broken/model.tar.gz", Body=empty.getvalue())
    return client("cloudformation")


def predict(client: Client, endpoint: str) -> dict[str, Any]:
    row = [1.0] * len(json.loads((STARTER / "card.json").read_text())["features"])
    body = json.dumps({"instances": [row]})
    runtime = client("sagemaker-runtime")
    answer = runtime.invoke_endpoint(EndpointName=endpoint, Body=body, ContentType="application/json")
    found: dict[str, Any] = json.loads(answer["Body"].read())
    return found


def test_the_serving_pattern_lives_through_update_rollback_and_delete(
    cloudformation: Any, client: Client
) -> None:
    name, artifacts = "serving", "s3://serving-artifacts"
    assert deploy(cloudformation, name, SERVING) == "CREATE_COMPLETE"
    assert predict(client, "test-starter")["predictions"]
    second = f"{artifacts}/second/model.tar.gz"
    assert deploy(cloudformation, name, None, update=True, ModelDataUrl=second) == "UPDATE_COMPLETE"
    assert card(client) == "serving-artifacts|model.tar.gz"
    config = client("sagemaker").describe_endpoint(EndpointName="test-starter")["EndpointConfigName"]
    broken = f"{artifacts}/broken/model.tar.gz"
    assert deploy(cloudformation, name, None, update=True, ModelDataUrl=broken) == "UPDATE_ROLLBACK_COMPLETE"
    assert "model server ended" in failures(cloudformation, name)["Endpoint"]
    assert client("sagemaker").describe_endpoint(EndpointName="test-starter")["EndpointConfigName"] == config
    assert predict(client, "test-starter")["predictions"]
    assert len(client("sagemaker").list_models()["Models"]) == 1
    delete(cloudformation, name)
    assert not client("sagemaker").list_models()["Models"]


def card(client: Client) -> str:
    return str(client("ssm").get_parameter(Name="/test/starter")["Parameter"]["Value"])


def test_a_first_deployment_that_fails_leaves_nothing(cloudformation: Any, client: Client) -> None:
    url = "s3://serving-artifacts/absent/model.tar.gz"
    status = deploy(cloudformation, "failing", SERVING, ModelName="failing", ModelDataUrl=url)
    assert status == "ROLLBACK_COMPLETE"
    assert f"Could not find model data at {url}" in failures(cloudformation, "failing")["Endpoint"]
    assert not [
        e for e in client("sagemaker").list_endpoints()["Endpoints"] if e["EndpointName"] == "test-failing"
    ]


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


@pytest.mark.parametrize("service", ["comprehend", "textract", "rekognition", "translate"])
def test_a_managed_model_of_aws_is_never_imitated(client: Client, service: str) -> None:
    call = {
        "comprehend": lambda c: c.detect_sentiment(Text="good", LanguageCode="en"),
        "textract": lambda c: c.detect_document_text(Document={"Bytes": b"x"}),
        "rekognition": lambda c: c.detect_labels(Image={"Bytes": b"x"}),
        "translate": lambda c: c.translate_text(Text="x", SourceLanguageCode="en", TargetLanguageCode="vi"),
    }[service]
    with pytest.raises(ClientError, match="managed model of AWS") as refused:
        call(client(service))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
