"""The image installs what the laptop runs."""

import re

from tests.model_code.jobs import MODEL_CODE, ROOT

PIN = re.compile(r"^([a-z0-9._-]+)==([^\s\\;]+)(?: ; (.*?))? \\$", re.MULTILINE)


def pins(text: str) -> set[tuple[str, str, str]]:
    return set(PIN.findall(text))


def test_the_images_lock_holds_no_version_of_its_own() -> None:
    image, laptop = (MODEL_CODE / "requirements.lock").read_text(), (ROOT / "requirements.txt").read_text()
    names = {name for name, _, _ in pins(image)}
    versions = {(name, version) for name, version, _ in pins(laptop) if name in names}
    assert {(name, version) for name, version, _ in pins(image)} - versions == set()
    assert {"onnxruntime", "scikit-learn", "uvicorn", "pydantic"} <= names


def test_every_direct_pin_is_the_locked_one() -> None:
    locked = {(name, version) for name, version, _ in pins((MODEL_CODE / "requirements.lock").read_text())}
    for file in ("requirements.txt", "requirements-serve.txt"):
        lines = (MODEL_CODE / file).read_text().splitlines()
        direct = {tuple(line.partition(" ")[0].split("==")) for line in lines if "==" in line}
        assert direct - locked == set()
