"""The tracking step: one run an execution, on a server or in files; a failed server costs no model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import mlflow
import pytest
from mlflow.entities import Run

import track as track_script
from tabular.card import Card
from tests.model_code.jobs import MODEL_CODE, STARTER
from tests.model_code.mlflow_server import MlflowServer, serving
from tracking import keep as keeping
from tracking.quiet import client
from tracking.record import record_of
from tracking.settings import DEFAULT_SEED, TrackSettings

APP = "arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-ABCDEF"
TRAINED = Card.read(STARTER / "card.json")
EVALUATED = TRAINED.model_copy(
    update={
        "metrics": {"accuracy": 0.91, "roc_auc": 0.95},
        "score": TRAINED.score.model_copy(update={"value": 0.95}),
    }
)


@pytest.fixture(autouse=True)
def _own_mlflow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Leave neither variables nor the process's tracking URI to the next test; hurry."""
    for name in ("MLFLOW_TRACKING_URI", "LAB2API_SEED", "SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    before = dict(os.environ)
    yield
    mlflow.set_tracking_uri(None)
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A processing folder as Train and Evaluate of execution `abc123` left it."""
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    monkeypatch.setenv("LAB2API_MODEL", "breast-cancer")
    monkeypatch.setenv("LAB2API_EXECUTION", "abc123")
    folder = tmp_path / "processing"
    (folder / "input/model").mkdir(parents=True)
    (folder / "input/evaluation").mkdir()
    shutil.copy(STARTER / "model.tar.gz", folder / "input/model")
    EVALUATED.write(folder / "input/evaluation/card.json")
    report = {"score": EVALUATED.score.model_dump(), "metrics": EVALUATED.metrics}
    (folder / "input/evaluation/evaluation.json").write_text(json.dumps(report))
    (folder / "input/evaluation/reference.csv").write_text("a\n1\n")
    return folder


def runs(folder: Path) -> list[Run]:
    """The runs of a file store, as MLflow's own client reads them."""
    found = client(folder.as_uri())
    experiments = [one.experiment_id for one in found.search_experiments()]
    return list(found.search_runs(experiments))


def test_an_execution_is_one_run_of_its_model_with_all_that_was_measured(base: Path) -> None:
    assert track_script.main() == 0
    (run,) = runs(base / "mlruns")
    store = client((base / "mlruns").as_uri())
    assert store.get_experiment(run.info.experiment_id).name == "breast-cancer"
    assert (run.info.run_name, run.info.status) == ("abc123", "FINISHED")
    assert run.data.params == {
        "algorithm": TRAINED.algorithm,
        "data_sha256": TRAINED.data.sha256,
        "features": "30",
        "rows": str(TRAINED.data.rows),
        "score_metric": "roc_auc",
        "seed": "0",
        "target": "diagnosis",
        "task": "classification",
    }
    assert run.data.metrics == {
        "score": 0.95,
        "evaluation/accuracy": 0.91,
        "evaluation/roc_auc": 0.95,
        **{f"training/{name}": value for name, value in TRAINED.metrics.items()},
    }
    own = {name: value for name, value in run.data.tags.items() if not name.startswith("mlflow.")}
    assert own == {
        "execution": "abc123",
        "model_sha256": TRAINED.model_sha256,
        "source": TRAINED.data.source,
        "version": TRAINED.version,
    }
    assert {one.path for one in store.list_artifacts(run.info.run_id)} == {"card.json", "evaluation.json"}


def test_a_plot_of_the_evaluation_is_kept_where_there_is_one(base: Path) -> None:
    (base / "input/evaluation/plot.png").write_bytes(b"\x89PNG")
    assert track_script.main() == 0
    (run,) = runs(base / "mlruns")
    kept = client((base / "mlruns").as_uri()).list_artifacts(run.info.run_id)
    assert "plot.png" in {one.path for one in kept}


def test_a_second_try_of_an_execution_is_the_same_run(base: Path) -> None:
    assert track_script.main() == track_script.main() == 0
    (run,) = runs(base / "mlruns")
    history = client((base / "mlruns").as_uri()).get_metric_history(run.info.run_id, "score")
    assert [point.value for point in history] == [0.95]


def test_another_execution_is_another_run_of_the_same_experiment(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track_script.main()
    monkeypatch.setenv("LAB2API_EXECUTION", "def456")
    track_script.main()
    found = runs(base / "mlruns")
    assert {run.data.tags["execution"] for run in found} == {"abc123", "def456"}
    assert len({run.info.experiment_id for run in found}) == 1


def test_a_run_that_was_cut_off_is_finished_by_the_next_try(base: Path) -> None:
    store = client((base / "mlruns").as_uri())
    experiment = store.create_experiment("breast-cancer")
    started = store.create_run(experiment, tags={"execution": "abc123"})
    assert track_script.main() == 0
    (run,) = runs(base / "mlruns")
    assert (run.info.run_id, run.info.status) == (started.info.run_id, "FINISHED")
    assert run.data.metrics["score"] == 0.95


def test_a_training_without_evaluation_is_scored_by_what_it_held_out() -> None:
    record = record_of(execution="a", trained=TRAINED, seed=7, metrics={"cross_validation/linear": 0.9})
    assert record.metrics["score"] == TRAINED.score.value
    assert record.metrics["cross_validation/linear"] == 0.9
    assert not [name for name in record.metrics if name.startswith("evaluation/")]
    assert record.params["seed"] == "7"


def test_the_pipeline_gives_training_no_seed_so_the_default_is_what_it_used() -> None:
    """Whoever gives Train a seed has to give Track the same as LAB2API_SEED."""
    for name in ("definition.json", "definition-prebuilt.json"):
        steps = json.loads((MODEL_CODE / "pipeline" / name).read_text())["Steps"]
        (train,) = (step for step in steps if step["Name"] == "Train")
        assert "seed" not in train["Arguments"]["HyperParameters"]
    named = {"LAB2API_MODEL": "m-1", "LAB2API_EXECUTION": "e"}
    assert TrackSettings.from_environment(named).seed == DEFAULT_SEED == 0
    assert TrackSettings.from_environment({**named, "LAB2API_SEED": "5"}).seed == 5


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda base, patch: patch.delenv("LAB2API_MODEL"), "model"),
        (lambda base, patch: patch.setenv("LAB2API_EXECUTION", "a' or '1' = '1"), "execution"),
        (lambda base, patch: patch.setenv("LAB2API_MODEL", "diabetes"), "LAB2API_MODEL is diabetes"),
        (lambda base, patch: (base / "input/evaluation/evaluation.json").unlink(), "has no evaluation.json"),
        (lambda base, patch: (base / "input/model/model.tar.gz").unlink(), "model.tar.gz"),
        (lambda base, patch: (base / "input/evaluation/card.json").write_text("{}"), "model_sha256"),
    ],
)
def test_inputs_that_are_not_an_execution_end_the_step_with_the_reason(
    base: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    break_it: Any,
    reason: str,
) -> None:
    break_it(base, monkeypatch)
    assert track_script.main() == 1
    said = capsys.readouterr().err
    assert said.startswith("tracking failed: ")
    assert reason in said
    assert not (base / "mlruns").exists()


def sign(monkeypatch: pytest.MonkeyPatch, *, server: str) -> None:
    """An app's ARN whose requests, signed by the plugin, go to loopback."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", APP)
    monkeypatch.setenv("SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT", server)


def test_a_run_goes_to_the_app_signed_and_named_by_its_arn(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = MlflowServer(tmp_path / "artifacts")
    with serving(server) as url:
        sign(monkeypatch, server=url)
        assert track_script.main() == 0
        assert track_script.main() == 0
    (run,) = server.runs
    assert run["info"]["status"] == "FINISHED"
    metrics = {one["key"]: one["value"] for one in run["data"]["metrics"]}
    assert metrics["score"] == 0.95
    assert len(metrics) == len(run["data"]["metrics"]), "a second try added no point"
    kept = tmp_path / "artifacts" / run["info"]["run_id"]
    assert {path.name for path in kept.iterdir()} == {"card.json", "evaluation.json"}
    assert not (base / "mlruns").exists()
    for path, headers in server.requests:
        assert headers["x-sm-mlflow-app-arn"] == APP, path
        assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), path
        assert "/us-east-1/sagemaker/aws4_request" in headers["authorization"], path


def test_a_run_goes_to_a_server_of_ones_own(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = MlflowServer(tmp_path / "artifacts")
    with serving(server) as url:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", url)
        assert track_script.main() == 0
    assert [run["info"]["status"] for run in server.runs] == ["FINISHED"]
    assert not (base / "mlruns").exists()


@pytest.mark.parametrize("away", ["broken", "gone", "unsigned"])
def test_a_server_that_fails_costs_no_model_and_is_not_passed_over(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], away: str
) -> None:
    with serving(MlflowServer(tmp_path / "artifacts", broken=True)) as url:
        address = "http://127.0.0.1:9" if away == "gone" else url
        sign(monkeypatch, server=address)
        if away == "unsigned":
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                monkeypatch.delenv(name)
            monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
            for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
                monkeypatch.setenv(name, str(tmp_path / "none"))
        assert track_script.main() == 0
    said = capsys.readouterr().err
    assert f"TRACKING SERVER FAILED: {APP} did not take the run" in said
    (run,) = runs(base / "mlruns")
    assert run.data.metrics["score"] == 0.95
    assert run.data.tags[keeping.NOT_TAKEN_BY] == APP
    assert 0 < len(run.data.tags[keeping.REASON]) <= keeping.LONGEST_REASON


def test_a_file_store_that_cannot_be_written_is_an_error(base: Path) -> None:
    (base / "mlruns").write_text("not a folder")
    with pytest.raises(OSError, match="mlruns"):
        track_script.main()


def test_mlflow_is_imported_late_and_told_first_not_to_report_its_use() -> None:
    """In a process of its own, because this one has imported it."""
    program = (
        "import sys, os, track, tracking.keep\n"
        "assert 'mlflow' not in sys.modules\n"
        "from tracking.quiet import client\n"
        "import tempfile, pathlib\n"
        "client(pathlib.Path(tempfile.mkdtemp()).as_uri()).search_experiments()\n"
        "from mlflow.telemetry.utils import is_telemetry_disabled\n"
        "from mlflow.telemetry.client import get_telemetry_client\n"
        "assert is_telemetry_disabled() and get_telemetry_client() is None\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(MODEL_CODE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_step_runs_as_in_the_image_which_has_no_git_and_no_home(base: Path) -> None:
    """The slim base has no git, for which MLflow looks; warnings are errors here."""
    named = {
        "SAGEMAKER_BASE_DIR": str(base.parent),
        "LAB2API_MODEL": "breast-cancer",
        "LAB2API_EXECUTION": "abc123",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(MODEL_CODE / "track.py")],
        env={**named, "PATH": "/nonexistent", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("run=")
    assert "; execution=abc123; uri=file://" in done.stdout
    (run,) = runs(base / "mlruns")
    assert run.data.metrics["score"] == 0.95
