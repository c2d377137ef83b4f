"""The pattern of the Serving stack in small: parameters, conditions, update, rollback, delete."""

import io
import json
import tarfile
from typing import Any

import pytest

from tests.local.conftest import STARTER, Client
from tests.local.deployment import delete, deploy, failures

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
