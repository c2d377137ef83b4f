"""serve.py as a process: what it loads, refuses to load, and how many workers answer."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

import serve
from bench.processes import running
from tabular.predictor import BrokenArtifactError, Predictor
from tabular.settings import ServingSettings, usable_cores
from tests.model_code.jobs import MODEL_CODE
from tests.model_code.servers import free_port, serving


@pytest.fixture
def copy(tmp_path: Path, starter_directory: Path) -> Path:
    shutil.copytree(starter_directory / "model", tmp_path / "model")
    return tmp_path


def change_card(base: Path, **changes: object) -> None:
    path = base / "model/card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_two_workers_answer_and_log_the_request_id(copy: Path) -> None:
    row = json.dumps({"instances": [[1.0] * 30]})
    headers = {"X-Amzn-SageMaker-Custom-Attributes": "request-id=r-1", "Content-Type": "application/json"}
    with serving(copy, SAGEMAKER_MODEL_SERVER_WORKERS="2") as url:
        assert httpx.post(f"{url}/invocations", content=row, headers=headers).status_code == 200
    assert '"request_id":"r-1"' in (copy / "serve.log").read_text()


@pytest.mark.parametrize("broken", ["model.onnx", "card.json"])
def test_a_missing_file_ends_the_server_with_its_name(copy: Path, broken: str) -> None:
    (copy / "model" / broken).unlink()
    with pytest.raises(RuntimeError, match=f"cannot be served: {broken} is missing"), serving(copy):
        pass


def test_a_model_that_is_not_the_cards_is_not_served(copy: Path) -> None:
    (copy / "model/model.onnx").write_bytes(b"other")
    with pytest.raises(BrokenArtifactError, match="model_sha256 differs"):
        Predictor.load(copy / "model")


def test_bytes_that_are_no_model_are_not_served(copy: Path) -> None:
    (copy / "model/model.onnx").write_bytes(b"other")
    change_card(copy, model_sha256=hashlib.sha256(b"other").hexdigest())
    with pytest.raises(BrokenArtifactError, match=r"model\.onnx cannot be loaded"):
        Predictor.load(copy / "model")


def test_a_card_of_another_width_is_not_served(copy: Path, starter: Predictor) -> None:
    change_card(copy, features=[feature.model_dump() for feature in starter.card.features[:3]])
    with pytest.raises(BrokenArtifactError, match=r"takes 30 features, card\.json has 3"):
        Predictor.load(copy / "model")


def test_a_card_of_another_task_is_not_served(copy: Path) -> None:
    change_card(copy, task="regression")
    with pytest.raises(ValidationError, match="2 classes do not make a regression"):
        Predictor.load(copy / "model")
    change_card(copy, task="regression", target={"name": "diagnosis", "classes": []})
    with pytest.raises(BrokenArtifactError, match="has inputs"):
        Predictor.load(copy / "model")


def test_the_server_is_started_for_the_card_it_checked(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, object] = {}
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(copy))
    monkeypatch.setenv("SAGEMAKER_BIND_TO_PORT", "9000")
    monkeypatch.setattr("uvicorn.run", lambda app, **options: started.update(options, app=app))
    assert serve.main() == 0
    assert (started["app"], started["port"], started["access_log"]) == ("serve:application", 9000, False)
    assert callable(serve.application())


def test_main_returns_1_for_a_broken_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    assert serve.main() == 1
    assert "card.json is missing" in capsys.readouterr().err


def test_settings_are_sagemakers_variables() -> None:
    read = ServingSettings.from_environment(
        {"SAGEMAKER_BIND_TO_PORT": "9000", "SAGEMAKER_MAX_REQUEST_SIZE": "2", "SAGEMAKER_BASE_DIR": ""}
    )
    assert (read.port, read.max_body_bytes, read.workers) == (9000, 2 * 1024 * 1024, usable_cores())
    assert (read.model_directory, read.host) == (Path("/opt/ml/model"), "0.0.0.0")  # noqa: S104
    with pytest.raises(ValidationError, match="port"):
        ServingSettings.from_environment({"SAGEMAKER_BIND_TO_PORT": "http"})


def test_a_version_that_could_not_stand_in_a_header_is_refused() -> None:
    assert ServingSettings.from_environment({"LAB2API_MODEL_VERSION": "v1/a:b"}).model_version == "v1/a:b"
    assert ServingSettings.from_environment({}).model_version is None
    for wrong in ("a;b", "a\r\nset-cookie: x", "x" * 129):
        with pytest.raises(ValidationError, match="model_version"):
            ServingSettings.from_environment({"LAB2API_MODEL_VERSION": wrong})


def test_the_container_starts_serve_without_root_where_it_can() -> None:
    script = MODEL_CODE / "serve.sh"
    subprocess.run(["/bin/sh", "-n", script], check=True)
    assert "setpriv" in script.read_text()


def test_stopping_a_server_stops_its_children(tmp_path: Path) -> None:
    port = free_port()
    script = f"sleep 300 & echo $! > child; {sys.executable} -m http.server --bind 127.0.0.1 {port}"
    command = ["sh", "-c", script]
    with running(command, environment={}, log=tmp_path / "log", ping=f"http://127.0.0.1:{port}/"):
        child = int((tmp_path / "child").read_text())
        assert Path(f"/proc/{child}").exists() or sys.platform != "linux"
    assert not Path(f"/proc/{child}").exists()
