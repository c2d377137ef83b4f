"""The four functions AWS's containers call."""

import io
import json
import tarfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import inference
from tabular.artifact import pack, unpack
from tabular.predictor import Predictor
from tabular.problem import RequestError

ROW = json.dumps({"instances": [[1.0] * 30]})


@pytest.mark.parametrize(
    "body", [ROW, ROW.encode(), bytearray(ROW.encode())], ids=["str", "bytes", "bytearray"]
)
def test_the_four_functions_answer_like_the_server(
    starter_directory: Path, starter: Predictor, body: bytes
) -> None:
    model = inference.model_fn(starter_directory / "model")
    request = inference.input_fn(body, "application/json")
    answer, media_type = inference.output_fn(inference.predict_fn(request, model), "*/*")
    expected = starter.predict(starter.rows.read(ROW.encode(), "application/json"))
    assert (json.loads(answer), media_type) == ({"predictions": expected}, "application/json")


def test_a_bad_row_is_the_callers_error_even_without_the_toolkit(starter: Predictor) -> None:
    with pytest.raises(RequestError, match="must be a list of at least one row"):
        inference.predict_fn(inference.input_fn("{}", "application/json"), starter)


def test_with_the_toolkit_it_is_the_toolkits_400(starter: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    class ToolkitError(Exception):
        def __init__(self, code: int, *, message: str, phrase: str) -> None:
            self.given = SimpleNamespace(code=code, message=message, phrase=phrase)

    errors = ModuleType("sagemaker_inference.errors")
    errors.GenericInferenceToolkitError = ToolkitError  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "sagemaker_inference", ModuleType("sagemaker_inference"))
    monkeypatch.setitem(__import__("sys").modules, "sagemaker_inference.errors", errors)
    with pytest.raises(ToolkitError) as caught:
        inference.predict_fn((b"{}", "application/json"), starter)
    assert (caught.value.given.code, caught.value.given.phrase) == (400, "Bad Request")
    with pytest.raises(ToolkitError) as caught:
        inference.output_fn([], "image/png")
    assert caught.value.given.code == 406


def test_packing_twice_gives_the_same_bytes(tmp_path: Path, starter_directory: Path) -> None:
    first, second = tmp_path / "a.tar.gz", tmp_path / "b.tar.gz"
    pack(starter_directory / "model", first)
    unpack(first, tmp_path / "again")
    pack(tmp_path / "again", second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside"])
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        member = tarfile.TarInfo(name)
        member.size = 1
        packed.addfile(member, io.BytesIO(b"x"))
    inside = tmp_path / "inside"
    try:
        unpack(archive, inside)
    except tarfile.FilterError:
        return
    assert not (tmp_path / "outside").exists()
    assert [path for path in inside.rglob("*") if path.is_file()] == [inside / "tmp/outside"]
