"""One row asked for in each way that leads to the model, each a function that asks once."""

import json
import os
import sys
import tarfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import starter
from bench.processes import running
from cli.requests import predictions_url
from cli.target import Target
from local import ports

Ask = Callable[[], None]


def straight_to_the_endpoint(target: Target) -> Ask:
    """Ask SageMaker's runtime as the proxy does."""
    client, body = target.client("sagemaker-runtime"), starter.body()

    def ask() -> None:
        answer = client.invoke_endpoint(
            EndpointName=f"local-{starter.MODEL}", Body=body, ContentType="application/json"
        )
        _predicted(answer["Body"].read())

    return ask


def through_lambda(target: Target) -> Ask:
    """Invoke the proxy's function with the event that API Gateway would make."""
    client, payload, name = target.client("lambda"), json.dumps(starter.event()), _function(target)

    def ask() -> None:
        answer = json.loads(client.invoke(FunctionName=name, Payload=payload)["Payload"].read())
        _predicted(answer["body"].encode())

    return ask


def through_the_gateway(target: Target) -> Ask:
    """Ask as a client does."""
    return _posting(
        predictions_url(target=target, model=starter.MODEL), headers={"x-api-key": target.api_key()}
    )


@contextmanager
def container(directory: Path) -> Iterator[Ask]:
    """Ask the model server alone: one of the same code and model, started here."""
    with tarfile.open(starter.ARTIFACT) as archive:
        archive.extractall(directory / "model", filter="data")
    port = ports.free()
    variables = {
        "PATH": os.environ["PATH"],
        "SAGEMAKER_BASE_DIR": str(directory),
        "SAGEMAKER_BIND_TO_PORT": str(port),
        "LAB2API_BIND_HOST": "127.0.0.1",
        "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
    }
    command: list[str | Path] = [sys.executable, starter.ROOT / "model_code" / "serve.py"]
    url = f"http://127.0.0.1:{port}"
    with running(command, environment=variables, log=directory / "log", ping=f"{url}/ping"):
        yield _posting(f"{url}/invocations", headers={})


def _posting(url: str, *, headers: dict[str, str]) -> Ask:
    body = starter.body().encode()

    def ask() -> None:
        request = urllib.request.Request(  # noqa: S310 - loopback, made here
            url, data=body, headers={"Content-Type": "application/json", **headers}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            _predicted(answer.read())

    return ask


def _function(target: Target) -> str:
    stack = target.client("cloudformation").describe_stack_resources(StackName=target.stack("Api"))
    found: list[dict[str, Any]] = stack["StackResources"]
    (name,) = (
        resource["PhysicalResourceId"]
        for resource in found
        if resource["ResourceType"] == "AWS::Lambda::Function"
        and resource["LogicalResourceId"].startswith("Proxy")
    )
    return str(name)


def _predicted(answer: bytes) -> None:
    if len(json.loads(answer).get("predictions", [])) != 1:
        raise RuntimeError(f"not a prediction: {answer[:300]!r}")
