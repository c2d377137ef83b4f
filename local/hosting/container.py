"""The container that a model names, made ready to run: its artifact in place, its variables, its server."""

import re
from pathlib import Path
from typing import Any

from local.hosting import artifact
from local.hosting.container_log import ContainerLog
from local.hosting.model_server import ModelServer
from local.hosting.multi_model_server import MultiModelServer
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records
from local.settings import Settings

MULTI_MODEL = "MultiModel"
AWSS_ON_CHIPS = re.compile(r"/(pytorch-inference-neuronx|djl-inference|pytorch-inference:[\w.]+-gpu)\b")
"""AWS's containers for accelerators: our server in their place would show nothing of what they do."""


def container_of(model_name: str) -> dict[str, Any]:
    """Return the one container of a model; `ServiceError` for an inference pipeline of several."""
    model: Record = records.get("Model", model_name)
    if "PrimaryContainer" in model:
        primary: dict[str, Any] = model["PrimaryContainer"]
        return primary
    containers: list[dict[str, Any]] = model.get("Containers", [])
    if len(containers) != 1:
        raise ServiceError(
            message=f"{model_name}: inference pipelines of several containers run on AWS only."
        )
    return containers[0]


def server_of(container: dict[str, Any], *, base: Path, settings: Settings, log: ContainerLog) -> ModelServer:
    """Return the server of a container, not yet started; an artifact is unpacked below `base` first.

    Raises `ServiceError` if it is missing, or where the container is one of AWS's for accelerators. A
    multi-model container fetches models as they are asked for.
    """
    if AWSS_ON_CHIPS.search(container.get("Image", "")):
        raise ServiceError(
            message=f"{container['Image']} is AWS's container for accelerators: it runs on AWS only."
        )
    variables = container.get("Environment", {})
    if container.get("Mode") == MULTI_MODEL:
        base.mkdir(parents=True, exist_ok=True)
        prefix = str(container["ModelDataUrl"])
        return MultiModelServer(settings=settings, log=log, base=base, variables=variables, prefix=prefix)
    artifact.place(url=artifact_url(container), into=base / "model")
    return ModelServer(settings=settings, log=log, base=base, variables=variables)


def artifact_url(container: dict[str, Any]) -> str:
    """Return where the container's model.tar.gz lies; `ServiceError` if it names none."""
    source = container.get("ModelDataSource", {}).get("S3DataSource", {})
    url = (
        container.get("ModelDataUrl")
        or container.get("ArtifactUrl")
        or (source.get("S3Uri") if source.get("CompressionType") == "Gzip" else None)
    )
    if not url:
        raise ServiceError(message="The container names no model.tar.gz: set ModelDataUrl.")
    return str(url)
