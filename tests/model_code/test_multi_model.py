"""The contract for many models in one container, over HTTP, as SageMaker's guide has it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tabular.artifact import unpack
from tests.model_code.jobs import STARTER
from tests.model_code.servers import serving

ROW = json.dumps({"instances": [[1.0] * 30]}).encode()
MOST = 3


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("many")
    unpack(STARTER / "model.tar.gz", base / "models" / "a" / "model")
    return base


@pytest.fixture(scope="module")
def server(base: Path) -> Iterator[str]:
    with serving(base, SAGEMAKER_MULTI_MODEL="true", LAB2API_MOST_MODELS=str(MOST)) as url:
        yield url


@pytest.fixture
def url(server: str) -> Iterator[str]:
    """The server with nothing loaded."""
    yield server
    for model in httpx.get(f"{server}/models").json()["models"]:
        httpx.delete(f"{server}/models/{model['modelName']}")


def load(url: str, base: Path, name: str, directory: str = "models/a/model") -> httpx.Response:
    return httpx.post(f"{url}/models", json={"model_name": name, "url": str(base / directory)})


def invoke(url: str, name: str) -> httpx.Response:
    headers = {"Content-Type": "application/json", "X-Amzn-SageMaker-Target-Model": "a.tar.gz"}
    return httpx.post(f"{url}/models/{name}/invoke", content=ROW, headers=headers)


def test_the_container_is_healthy_before_it_has_a_model(url: str) -> None:
    assert httpx.get(f"{url}/ping").status_code == 200
    assert httpx.get(f"{url}/models").json() == {"models": []}


def test_a_loaded_model_is_listed_described_invoked_and_unloaded(url: str, base: Path) -> None:
    assert load(url, base, "m1").status_code == 200
    described = {"modelName": "m1", "modelUrl": str(base / "models/a/model")}
    assert httpx.get(f"{url}/models").json() == {"models": [described]}
    assert httpx.get(f"{url}/models/m1").json() == described
    answer = invoke(url, "m1")
    assert (answer.status_code, list(answer.json())) == (200, ["predictions"])
    assert httpx.delete(f"{url}/models/m1").status_code == 200
    assert invoke(url, "m1").status_code == 404


def test_a_name_that_is_loaded_is_409_and_one_that_is_not_is_404(url: str, base: Path) -> None:
    load(url, base, "m1")
    assert load(url, base, "m1").status_code == 409
    for answer in (
        httpx.get(f"{url}/models/m2"),
        httpx.delete(f"{url}/models/m2"),
        invoke(url, "m2"),
    ):
        assert answer.status_code == 404


def test_a_model_for_which_there_is_no_room_is_507(url: str, base: Path) -> None:
    assert [load(url, base, f"m{number}").status_code for number in range(MOST + 1)] == [200] * MOST + [507]


def test_a_name_with_a_slash_is_one_name(url: str, base: Path) -> None:
    assert load(url, base, "team/m1").status_code == 200
    assert invoke(url, "team%2Fm1").status_code == 200


def test_a_broken_artifact_and_a_path_outside_the_base_are_refused(url: str, base: Path) -> None:
    broken = base / "models" / "broken" / "model"
    shutil.copytree(base / "models" / "a" / "model", broken, dirs_exist_ok=True)
    (broken / "model.onnx").write_bytes(b"not a model")
    assert "model_sha256" in load(url, base, "m1", "models/broken/model").json()["detail"]
    assert load(url, base, "m1", "../elsewhere").status_code == 400
    assert httpx.post(f"{url}/models", content=b"{}").status_code == 400


@pytest.mark.parametrize("path", ["/invocations", "/models/x/y/z", "/"])
def test_nothing_else_is_answered(url: str, path: str) -> None:
    assert httpx.post(f"{url}{path}", content=ROW).status_code == 404
