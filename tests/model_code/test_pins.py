"""The image installs what the laptop runs."""

import re

import pytest

from tests.model_code.jobs import MODEL_CODE, ROOT

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9, ]+\])?==([^\s\\;]+)(?: ; (.*?))? \\$", re.MULTILINE)

EXTRAS = re.compile(r"\[.*\]")


def pins(text: str) -> set[tuple[str, str, str]]:
    return set(PIN.findall(text))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-jobs.lock"])
def test_the_images_locks_hold_no_version_of_their_own(lock: str) -> None:
    image, laptop = (MODEL_CODE / lock).read_text(), (ROOT / "requirements.txt").read_text()
    names = {name for name, _, _ in pins(image)}
    versions = {(name, version) for name, version, _ in pins(laptop) if name in names}
    assert {(name, version) for name, version, _ in pins(image)} - versions == set()
    assert {"onnxruntime", "scikit-learn", "uvicorn", "pydantic"} <= names


@pytest.mark.parametrize(
    ("file", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements-serve.txt", "requirements.lock"),
        ("requirements-jobs.txt", "requirements-jobs.lock"),
        ("requirements-text.txt", "requirements-text.lock"),
        ("requirements-serve.txt", "requirements-accelerated.lock"),
        ("requirements-accelerated.txt", "requirements-accelerated.lock"),
    ],
)
def test_every_direct_pin_is_the_locked_one(file: str, lock: str) -> None:
    locked = {(name, version) for name, version, _ in pins((MODEL_CODE / lock).read_text())}
    lines = [EXTRAS.sub("", line) for line in (MODEL_CODE / file).read_text().splitlines()]
    direct = {tuple(line.partition(" ")[0].split("==")) for line in lines if "==" in line}
    assert direct
    assert direct - locked == set()


def test_the_text_classifiers_jobs_install_what_the_laptop_trains_with() -> None:
    known = "".join((ROOT / name).read_text() for name in ("requirements.txt", "requirements/torch.txt"))
    jobs = {pin[:2] for pin in pins((MODEL_CODE / "requirements-text.lock").read_text())}
    assert {name for name, _ in jobs} >= {"onnx", "onnxscript", "safetensors", "sentencepiece"}
    assert jobs - {pin[:2] for pin in pins(known)} == set()
    assert "torch" not in {name for name, _ in jobs}, "AWS's containers bring the one for their chips"


def test_what_travels_to_chips_is_what_trained_for_whatever_python() -> None:
    """pip downloads it for another Python than its own, by which it would judge a marker."""
    travels = pins((MODEL_CODE / "requirements-accelerated.lock").read_text())
    assert {pin[:2] for pin in travels} < {
        pin[:2] for pin in pins((MODEL_CODE / "requirements-text.lock").read_text())
    }
    assert {marker for _, _, marker in travels} == {""}


def test_the_jobs_image_only_adds_to_the_serving_image() -> None:
    """It is built on top: a package that the second lock had in another version would be installed twice."""
    serving, jobs = (
        {pin[:2] for pin in pins((MODEL_CODE / name).read_text())}
        for name in ("requirements.lock", "requirements-jobs.lock")
    )
    assert serving - jobs == set()
    added = {name for name, _ in jobs - serving}
    assert {"mlflow-skinny", "polars", "pyarrow", "pyiceberg", "sagemaker-mlflow"} <= added


def test_every_package_of_the_jobs_image_has_hashes() -> None:
    requirements = re.split(
        r"^(?=[a-z0-9])", (MODEL_CODE / "requirements-jobs.lock").read_text(), flags=re.MULTILINE
    )
    packages = [text for text in requirements if "==" in text]
    assert len(packages) == len(pins((MODEL_CODE / "requirements-jobs.lock").read_text())) > 60
    assert [text for text in packages if "--hash=sha256:" not in text] == []
