"""What a student makes in a lesson: a space with an app in it, a model, an endpoint, and work to hand in."""

from __future__ import annotations

from typing import Any

from cli.classes.demo.scene import Scene

READY_SECONDS = 60


def write_work(scene: Scene, slug: str) -> str:
    """Put a file where what is handed in lies, and return its key."""
    key = f"users/{scene.sandbox(slug)}/work/lesson-1.md"
    body = f"# Lesson 1\nBy {slug}.\n".encode()
    scene.target.client("s3").put_object(Bucket=scene.workspace, Key=key, Body=body)
    return key


def open_app(scene: Scene, slug: str) -> str:
    """Start JupyterLab in a private space of the student's own, as Studio does."""
    client, name = scene.target.client("sagemaker"), scene.sandbox(slug)
    space = f"{name}-lab"
    client.create_space(
        DomainId=scene.domain,
        SpaceName=space,
        OwnershipSettings={"OwnerUserProfileName": name},
        SpaceSharingSettings={"SharingType": "Private"},
        Tags=_tags(name),
    )
    client.create_app(
        DomainId=scene.domain, SpaceName=space, AppType="JupyterLab", AppName="default", Tags=_tags(name)
    )
    return space


def deploy_endpoint(scene: Scene, slug: str) -> str:
    """Make a model of the platform's own artifact, and serve it; return the endpoint's name."""
    client, name = scene.target.client("sagemaker"), scene.sandbox(slug)
    ours = f"{scene.target.environment}-{scene.settings.training.model}"
    config = client.describe_endpoint_config(
        EndpointConfigName=client.describe_endpoint(EndpointName=ours)["EndpointConfigName"]
    )
    (variant,) = config["ProductionVariants"]
    container = client.describe_model(ModelName=variant["ModelName"])["PrimaryContainer"]
    role = scene.target.client("iam").get_role(RoleName=name)["Role"]["Arn"]
    made = {"ModelName": f"{name}-model", "VariantName": "only", "ServerlessConfig": _small()}
    client.create_model(
        ModelName=made["ModelName"], PrimaryContainer=container, ExecutionRoleArn=role, Tags=_tags(name)
    )
    client.create_endpoint_config(
        EndpointConfigName=f"{name}-config", ProductionVariants=[made], Tags=_tags(name)
    )
    client.create_endpoint(
        EndpointName=f"{name}-endpoint", EndpointConfigName=f"{name}-config", Tags=_tags(name)
    )
    return f"{name}-endpoint"


def _small() -> dict[str, int]:
    return {"MemorySizeInMB": 2048, "MaxConcurrency": 1}


def _tags(name: str) -> list[dict[str, Any]]:
    return [{"Key": "student", "Value": name}]
