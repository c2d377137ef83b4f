"""Endpoints of the echo server: make one, wait for it, call it, read its log."""

import io
import json
import os
import tarfile
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.local.conftest import Client
from tests.local.waiting import until

ROLE = "arn:aws:iam::000000000000:role/execution"
BUCKET = "artifacts"


def packed(content: str) -> bytes:
    """Return a model.tar.gz that holds `content` for the echo server."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        entry = tarfile.TarInfo("model.txt")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content.encode()))
    return archive.getvalue()


def configure(aws: Client, name: str, **models: str) -> None:
    """Put one artifact a variant, with the keyword's value in it, and make an endpoint configuration."""
    variants = []
    for variant, content in models.items():
        key = f"{name}/{variant}/model.tar.gz"
        aws("s3").put_object(Bucket=BUCKET, Key=key, Body=packed(content))
        container = {
            "Image": "x",
            "ModelDataUrl": f"s3://{BUCKET}/{key}",
            "Environment": {"FLAVOUR": variant},
        }
        model = f"{name}-{variant}"
        aws("sagemaker").create_model(ModelName=model, ExecutionRoleArn=ROLE, PrimaryContainer=container)
        variants.append(
            {
                "VariantName": variant,
                "ModelName": model,
                "InitialInstanceCount": 1,
                "InstanceType": "ml.m5.large",
            }
        )
    aws("sagemaker").create_endpoint_config(EndpointConfigName=name, ProductionVariants=variants)


def settle(aws: Client, name: str) -> dict[str, Any]:
    def described() -> dict[str, Any] | None:
        found: dict[str, Any] = aws("sagemaker").describe_endpoint(EndpointName=name)
        return None if found["EndpointStatus"] in ("Creating", "Updating", "RollingBack") else found

    return until(described, f"the end of what changes {name}")


def create(aws: Client, name: str, **models: str) -> dict[str, Any]:
    configure(aws, name, **models)
    aws("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=name)
    return settle(aws, name)


def invoke(aws: Client, name: str, body: bytes = b"{}", **more: str) -> dict[str, Any]:
    answer = aws("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, Body=body, ContentType="application/json", **more
    )
    seen: dict[str, Any] = json.loads(answer["Body"].read())
    return seen | {"variant": answer["InvokedProductionVariant"]}


def counted(
    aws: Client,
    endpoint: str,
    metric: str,
    *,
    least: float,
    namespace: str = "AWS/SageMaker",
    variant: str = "a",
    config: str | None = None,
) -> float:
    """Return the sum of a metric of a variant, once it has reached `least`: metrics follow the answers."""
    named = {"EndpointName": endpoint, "VariantName": variant}
    named |= {"EndpointConfigName": config} if config else {}
    dimensions = [{"Name": name, "Value": value} for name, value in named.items()]
    total = 0.0

    def enough() -> bool:
        nonlocal total
        now = datetime.now(UTC)
        found = aws("cloudwatch").get_metric_statistics(
            Namespace=namespace, MetricName=metric, Statistics=["Sum"], Period=3600, Dimensions=dimensions,
            StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1),
        )  # fmt: skip
        total = sum(point["Sum"] for point in found["Datapoints"])
        return total >= least

    until(enough, f"{least} of {metric} of {endpoint}")
    return total


def container_log(aws: Client, endpoint: str, *, least: int) -> list[str]:
    """Return what the containers of an endpoint printed, once it is so many lines."""
    group = f"/aws/sagemaker/Endpoints/{endpoint}"

    def lines() -> list[str] | None:
        found = aws("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in found] if len(found) >= least else None

    return until(lines, f"line {least} of {group}")


def seen(aws: Client, name: str, *, kind: str = "Endpoints") -> int:
    """How many requests have come to the containers of an endpoint: they print each before its work."""
    events = aws("logs").filter_log_events(logGroupName=f"/aws/sagemaker/{kind}/{name}")["events"]
    return sum(event["message"].startswith("invoked ") for event in events)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
