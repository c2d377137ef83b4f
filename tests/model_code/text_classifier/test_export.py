"""The ONNX file answers as the network does, whatever the shape, and tells nothing of where it was made."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from tests.model_code.jobs import ROOT
from tests.model_code.text_classifier.torch_processes import needs_torch, run

pytestmark = [pytest.mark.torch, needs_torch]
SCRIPT = Path(__file__).with_name("exporting.py")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The file, and what PyTorch said of some rows."""
    folder = tmp_path_factory.mktemp("export")
    done = run(SCRIPT, base=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "model.onnx", json.loads((folder / "seen.json").read_text())


def test_any_number_of_rows_and_tokens_is_answered_as_pytorch_does(
    exported: tuple[Path, dict[str, Any]],
) -> None:
    path, seen = exported
    session = onnxruntime.InferenceSession(path)
    for case in seen["cases"]:
        given = {name: np.array(case[name], dtype=np.int64) for name in ("ids", "mask")}
        (found,) = session.run(None, given)
        assert found == pytest.approx(np.array(case["expected"]), abs=1e-5)


def test_the_file_follows_the_written_interface(exported: tuple[Path, dict[str, Any]]) -> None:
    session = onnxruntime.InferenceSession(exported[0])
    assert [(item.name, item.type) for item in session.get_inputs()] == [
        ("ids", "tensor(int64)"),
        ("mask", "tensor(int64)"),
    ]
    assert [item.name for item in session.get_outputs()] == ["probabilities"]
    versions = {item.domain: item.version for item in onnx.load(exported[0]).opset_import}
    assert versions[""] == 18


def test_weights_that_answer_otherwise_are_refused(exported: tuple[Path, dict[str, Any]]) -> None:
    assert "the ONNX model differs from PyTorch by" in exported[1]["refused"]


def test_nothing_tells_where_it_was_made(exported: tuple[Path, dict[str, Any]]) -> None:
    content = exported[0].read_bytes()
    assert [word for word in (str(ROOT), ".py", "site-packages") if word.encode() in content] == []
