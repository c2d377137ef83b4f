"""Inference components of the echo server: make an endpoint for them, make, wait for and call one."""

import json
from typing import Any

from tests.local.conftest import Client
from tests.local.hosted import BUCKET, ROLE, packed, settle
from tests.local.waiting import until

RESOURCES = {"MinMemoryRequiredInMb": 128}


def make_model(aws: Client, name: str, content: str) -> str:
    key = f"{name}/model.tar.gz"
    aws("s3").put_object(Bucket=BUCKET, Key=key, Body=packed(content))
    container = {"Image": "x", "ModelDataUrl": f"s3://{BUCKET}/{key}"}
    aws("sagemaker").create_model(ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer=container)
    return name


def make_endpoint(aws: Client, name: str) -> None:
    variant = {
        "VariantName": "All",
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
        "ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2},
    }
    aws("sagemaker").create_endpoint_config(
        EndpointConfigName=name, ExecutionRoleArn=ROLE, ProductionVariants=[variant]
    )
    aws("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=name)
    assert settle(aws, name)["EndpointStatus"] == "InService"


def specification(model: str) -> dict[str, Any]:
    return {"ModelName": model, "ComputeResourceRequirements": RESOURCES}


def make_component(aws: Client, name: str, *, copies: int, content: str = "one") -> dict[str, Any]:
    """Make an endpoint, a model and a component of one name."""
    make_endpoint(aws, name)
    aws("sagemaker").create_inference_component(
        InferenceComponentName=name,
        EndpointName=name,
        VariantName="All",
        Specification=specification(make_model(aws, name, content)),
        RuntimeConfig={"CopyCount": copies},
    )
    return settle_component(aws, name)


def settle_component(aws: Client, name: str) -> dict[str, Any]:
    def described() -> dict[str, Any] | None:
        found: dict[str, Any] = aws("sagemaker").describe_inference_component(InferenceComponentName=name)
        return None if found["InferenceComponentStatus"] in ("Creating", "Updating") else found

    return until(described, f"the end of what changes {name}")


def scale(aws: Client, name: str, copies: int) -> dict[str, Any]:
    aws("sagemaker").update_inference_component_runtime_config(
        InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": copies}
    )
    return settle_component(aws, name)


def ask(aws: Client, name: str, body: bytes = b"{}") -> dict[str, Any]:
    answer = aws("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, InferenceComponentName=name, Body=body, ContentType="application/json"
    )
    seen: dict[str, Any] = json.loads(answer["Body"].read())
    return seen
