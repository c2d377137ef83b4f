"""The local AWS runs our server for our image, never in the place of AWS's containers for accelerators."""

from pathlib import Path

import pytest

from config.catalog import prebuilt_image_uri
from config.deep_learning_containers import Kind, container_uri
from local.hosting import artifact
from local.hosting.container import server_of
from local.hosting.container_log import ContainerLog
from local.hosting.model_server import ModelServer
from local.sagemaker.errors import ServiceError
from local.settings import Settings
from tests.config.machines import REALTIME, settings
from tests.config.test_choice import refusals


def server(image: str, base: Path) -> ModelServer:
    container = {"Image": image, "ModelDataUrl": "s3://b/model.tar.gz"}
    return server_of(container, base=base, settings=Settings(), log=ContainerLog(endpoint="e", variant="v"))


@pytest.mark.parametrize("kind", ["pytorch-inference", "neuronx-inference", "lmi"])
def test_awss_container_for_accelerators_is_refused_by_name(kind: Kind, tmp_path: Path) -> None:
    image = container_uri(kind, "us-west-2") or ""
    with pytest.raises(ServiceError) as refused:
        server(image, tmp_path)
    assert image in refused.value.message
    assert "runs on AWS only" in refused.value.message


def test_what_computes_on_processors_has_its_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "place", lambda **_: None)
    for image in ("1.dkr.ecr.us-west-2.amazonaws.com/dev:1", prebuilt_image_uri("us-west-2")):
        assert isinstance(server(image, tmp_path), ModelServer)


def test_the_laptops_settings_cannot_ask_for_one() -> None:
    gpu = REALTIME | {"instance_type": "ml.g6.xlarge", "container": "pytorch"}
    said = refusals(settings(serving=gpu, laptop=True))
    assert "serving.container: AWS's pytorch is not on the laptop; set it to own" in said
