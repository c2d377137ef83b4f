import io
import tarfile
from pathlib import Path

import pytest

from local.hosting import artifact
from local.sagemaker.errors import ServiceError


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    objects: dict[str, bytes] = {}
    monkeypatch.setattr(artifact, "_read", objects.__getitem__)
    return objects


def test_an_artifact_is_unpacked_into_the_model_folder(stored: dict[str, bytes], tmp_path: Path) -> None:
    stored["s3://b/k"] = archive(**{"model.onnx": b"bytes"})
    artifact.place(url="s3://b/k", into=tmp_path / "model")
    assert (tmp_path / "model" / "model.onnx").read_bytes() == b"bytes"


@pytest.mark.parametrize("name", ["../outside", "/etc/outside"])
def test_an_artifact_cannot_write_outside_its_folder(
    stored: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    stored["s3://b/k"] = archive(**{name: b"x"})
    try:
        artifact.place(url="s3://b/k", into=tmp_path / "model")
    except ServiceError as error:
        assert "s3://b/k" in error.message
    assert not (tmp_path / "outside").exists()
    assert not Path("/etc/outside").exists()


@pytest.mark.parametrize(
    "content", [b"rubbish", b"", archive(a=b"x" * 100)[:40]], ids=["rubbish", "empty", "cut short"]
)
def test_a_broken_artifact_is_named_in_the_error(
    stored: dict[str, bytes], tmp_path: Path, content: bytes
) -> None:
    stored["s3://b/k"] = content
    with pytest.raises(ServiceError, match=r"s3://b/k is not a usable model\.tar\.gz"):
        artifact.place(url="s3://b/k", into=tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "s3://bucket/path/model.tar.gz",
        "https://s3.us-east-1.amazonaws.com/bucket/path/model.tar.gz",
        "https://bucket.s3.us-east-1.amazonaws.com/path/model.tar.gz",
    ],
)
def test_every_form_of_an_s3_address_means_the_same_object(url: str) -> None:
    assert artifact._location(url) == ("bucket", "path/model.tar.gz")


def test_another_address_is_refused() -> None:
    with pytest.raises(ServiceError, match="not an S3 location"):
        artifact._location("file:///etc/passwd")
