"""On a chip the text classifier answers as on a CPU, or not at all; its container needs no network."""

import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import carry
from config.deep_learning_containers import python_version
from tabular.artifact import pack, unpack
from tests.model_code.jobs import MODEL_CODE
from tests.model_code.text_classifier.torch_processes import needs_torch, run
from text_classifier.carried import WHEELS_IN_THE_CONTAINER, add_wheels, write_text_code
from text_classifier.wheels import LOCK

BF16 = 0.02
"""A probability in bf16 autocast: eight bits of mantissa through two layers."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    base = tmp_path_factory.mktemp("accelerated")
    done = run(Path(__file__).with_name("accelerated_in_torch.py"), base, base=base)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.torch
@needs_torch
def test_every_graph_gives_the_probabilities_of_the_onnx_one(measured: dict[str, Any]) -> None:
    limits = {"cpu": 1e-4, "buckets": 1e-4, "cuda": BF16}
    assert all(worst < limits[name] for name, worst in measured["worst"].items()), measured["worst"]


@pytest.mark.torch
@needs_torch
def test_a_device_that_is_not_there_is_refused_and_never_replaced(measured: dict[str, Any]) -> None:
    assert all(measured["refused"].values()), measured["refused"]
    assert "torch_neuronx" in measured["refused"]["neuron"]


@pytest.mark.torch
@needs_torch
def test_no_shape_is_compiled_but_the_buckets(measured: dict[str, Any]) -> None:
    assert measured["compiled"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    (tmp_path / "model/card.json").write_text("{}")
    pack(tmp_path / "model", tmp_path / "model.tar.gz")
    return tmp_path / "model.tar.gz"


def wheel(lock: Path, wheels: Path, python: str) -> None:
    """Stand in for PyPI: one empty wheel for each pin."""
    assert python == "3.12"
    wheels.mkdir()
    for line in lock.read_text().splitlines():
        if "==" in line:
            name, version = line.removesuffix(" \\").split("==")
            info = f"{name}-{version}.dist-info"
            with zipfile.ZipFile(wheels / f"{name}-{version}-py3-none-any.whl", "w") as made:
                made.writestr(
                    f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
                )
                made.writestr(
                    f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                )
                made.writestr(f"{info}/RECORD", "")


def by_hand(archive: Path, directory: Path) -> None:
    carry.carry(archive, directory / "carried.tar.gz", python="3.12", download=wheel)
    unpack(directory / "carried.tar.gz", directory)


def by_the_pipeline(archive: Path, directory: Path) -> None:
    """What write_model does with a folder of wheels, without PyTorch."""
    wheel(MODEL_CODE / LOCK, directory / "serving", "3.12")
    write_text_code(directory / "code", wheels=directory / "serving")


@pytest.mark.parametrize("carried", [by_hand, by_the_pipeline])
def test_a_container_installs_all_pins_from_the_artifact_alone(
    archive: Path, tmp_path: Path, carried: Callable[[Path, Path], None]
) -> None:
    (tmp_path / "there").mkdir()
    carried(archive, tmp_path / "there")
    code = tmp_path / "there/code"
    requirements = code / "requirements.txt"
    text = requirements.read_text()
    assert text.startswith("--no-index\n--find-links /opt/ml/model/code/wheels\n")
    requirements.write_text(text.replace(WHEELS_IN_THE_CONTAINER, str(code / "wheels")))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-compile"]
    done = subprocess.run(
        [*command, "--target", tmp_path / "site", "-r", requirements],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    installed = {path.name.partition("-")[0] for path in (tmp_path / "site").glob("*.dist-info")}
    assert {"orjson", "pydantic", "safetensors"} <= installed


def test_wheels_of_another_python_are_replaced_and_none_at_all_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "code/wheels").mkdir(parents=True)
    (tmp_path / "code/wheels/orjson-1-cp313-cp313-any.whl").touch()
    (tmp_path / "none").mkdir()
    with pytest.raises(FileNotFoundError, match="none has no wheels"):
        add_wheels(tmp_path / "code", tmp_path / "none")
    wheel(MODEL_CODE / LOCK, tmp_path / "serving", "3.12")
    add_wheels(tmp_path / "code", tmp_path / "serving")
    found = {path.name for path in (tmp_path / "code/wheels").iterdir()}
    assert found == {path.name for path in (tmp_path / "serving").iterdir()}


def test_the_artifact_carries_the_modules_that_a_chip_needs(archive: Path, tmp_path: Path) -> None:
    carry.carry(archive, tmp_path / "carried.tar.gz", python="3.12", download=wheel)
    with tarfile.open(tmp_path / "carried.tar.gz") as opened:
        names = set(opened.getnames())
    assert {"code/accelerated_inference.py", "code/text_classifier/network.py"} <= names


@pytest.mark.parametrize("kind", ["pytorch-inference", "neuronx-inference"])
def test_wheels_are_for_the_containers_python(kind: Any) -> None:
    assert python_version(kind) == "3.12", (
        "the default of model_code/carry.py, and one for both in the pipeline"
    )
