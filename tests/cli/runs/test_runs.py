"""`lab2api runs`: what trainings measured, from this machine's files and from a server of one's own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mlflow
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli import train as command
from cli.__main__ import app
from cli.runs import reading, show, trained
from cli.runs.run import LoggedRun, newest_of_each_execution
from tests.cli.runs.stores import trained as store_a_run
from tests.model_code.jobs import STARTER
from tests.model_code.mlflow_server import MlflowServer, serving
from tracking.keep import NOT_TAKEN_BY, REASON


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file store of this test's own."""
    for name in ("MLFLOW_TRACKING_URI", "SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("COLUMNS", "200")
    before = dict(os.environ)
    folder = tmp_path / "mlruns"
    for module in (reading, trained):
        monkeypatch.setattr(module, "FILE_STORE", folder)
    yield folder
    mlflow.set_tracking_uri(None)
    os.environ.clear()
    os.environ.update(before)


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["runs", *words])


def listed(*words: str) -> list[dict[str, Any]]:
    said = ask("list", "--json", *words)
    assert said.exit_code == 0, said.output
    return list(json.loads(said.stdout))


def run(execution: str, *, minute: int = 0, score: float | None = 0.9, **tags: str) -> LoggedRun:
    return LoggedRun(
        id=f"id-{execution}-{minute}",
        model="m",
        status="FINISHED",
        started=datetime(2026, 11, 26, 10, minute, tzinfo=UTC),
        params={},
        metrics={} if score is None else {"score": score},
        tags={"execution": execution, **tags},
    )


def test_runs_are_listed_with_what_was_measured_newest_last(store: Path) -> None:
    for execution, score in (("first", 0.91), ("second", 0.95)):
        store_a_run(store, execution=execution, score=score)
    found = listed()
    assert [(one["execution"], one["metrics"]["score"]) for one in found] == [
        ("first", 0.91),
        ("second", 0.95),
    ]
    assert found[0]["params"]["algorithm"] == "linear"
    assert found[0]["files"] == ["card.json"]
    assert datetime.fromisoformat(found[0]["started"]).tzinfo is not None
    said = ask("list").stdout
    assert said.index("first") < said.index("second")
    assert "0.9500" in said


def test_another_models_runs_can_be_left_out(store: Path) -> None:
    store_a_run(store, execution="a")
    store_a_run(store, execution="b", model="diabetes")
    assert [one["execution"] for one in listed("--model", "diabetes")] == ["b"]


def test_where_there_is_no_run_it_is_said_how_one_is_made() -> None:
    said = ask("list")
    assert said.exit_code == 1
    assert "no run in" in said.stderr
    assert "lab2api train" in said.stderr


def test_a_run_is_shown_by_the_beginning_of_its_execution(store: Path) -> None:
    store_a_run(store, execution="abc-1", score=0.93)
    store_a_run(store, execution="abd-2")
    said = ask("show", "abc")
    assert said.exit_code == 0
    for part in (
        "abc-1",
        "parameter algorithm",
        "metric training/roc_auc",
        "0.93",
        "tag model_sha256",
        "card.json",
    ):
        assert part in said.stdout, part
    assert json.loads(ask("show", "abd", "--json").stdout)["execution"] == "abd-2"


@pytest.mark.parametrize(("name", "reason"), [("ab", "names 2 runs"), ("zzz", "names 0 runs")])
def test_a_name_that_is_not_of_one_run_is_answered_with_the_names_there_are(
    store: Path, name: str, reason: str
) -> None:
    store_a_run(store, execution="abc-1")
    store_a_run(store, execution="abd-2")
    said = ask("show", name)
    assert said.exit_code == 1
    assert reason in said.stderr
    assert "abc-1, abd-2" in said.stderr


def test_runs_are_compared_side_by_side_and_drawn(store: Path, tmp_path: Path) -> None:
    store_a_run(store, execution="one", score=0.91)
    store_a_run(store, execution="two", score=0.97, algorithm="boosting")
    picture = tmp_path / "deep" / "score.png"
    said = ask("compare", "--out", str(picture))
    assert said.exit_code == 0, said.stderr
    lines = {line.split()[0]: line for line in said.stdout.splitlines() if line.split()}
    assert {"linear", "boosting"} <= set(lines["algorithm"].split())
    assert "rows" not in lines, "what is the same is left out"
    assert lines["score"].split() == ["score", "0.9100", "0.9700"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 10_000


def test_named_runs_are_compared_in_the_order_they_were_named(store: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        store_a_run(store, execution=name)
    asked = ask(
        "compare", "three", "one", "--metric", "training/roc_auc", "--out", str(tmp_path / "a.png"), "--json"
    )
    found = json.loads(asked.stdout)
    assert [one["execution"] for one in found["runs"]] == ["three", "one"]
    assert (found["metric"], found["plot"]) == ("training/roc_auc", str(tmp_path / "a.png"))


def test_a_metric_that_no_run_has_is_answered_with_those_there_are(store: Path) -> None:
    store_a_run(store, execution="one")
    said = ask("compare", "--metric", "f2")
    assert said.exit_code == 1
    assert "score, training/roc_auc" in said.stderr


def test_bars_grow_with_the_metric_and_leave_out_who_has_none() -> None:
    runs = [run("a", score=0.80), run("b", score=0.90), run("c", score=None)]
    head, low, high = show.bars(runs, metric="score")
    assert head == "score, bars from 0.7900"
    assert (low.count("█"), high.count("█")) == (3, show.BAR)
    assert show.bars([run("c", score=None)], metric="score") == []


@pytest.mark.parametrize("value", [0.0, 1.0, -2.0])
def test_a_single_run_has_a_whole_bar_whatever_its_value(value: float) -> None:
    assert show.bars([run("a", score=value)], metric="score")[1].count("█") == show.BAR


def test_an_execution_that_was_written_twice_is_one_run_the_newer() -> None:
    kept = newest_of_each_execution([run("a", minute=5), run("b", minute=3), run("a", minute=1)])
    assert [(one.execution, one.started.minute) for one in kept] == [("b", 3), ("a", 5)]


def test_a_run_that_its_server_did_not_take_is_pointed_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show.print_list([run("a", **{NOT_TAKEN_BY: "arn:app", REASON: "it is away"}), run("b")])
    said = capsys.readouterr().err
    assert "a: arn:app did not take it: it is away" in said
    assert "b:" not in said


Remembered = dict[str, tuple[dict[str, Any], dict[str, bytes]]]
TRAIN = ["train", "--csv", str(STARTER / "data.csv"), "--target", "diagnosis", "--algorithm", "linear"]


@pytest.fixture(scope="module")
def trained_before() -> Remembered:
    """By hyperparameters, the card and the files of a training that was made."""
    return {}


@pytest.fixture
def trained_once(trained_before: Remembered, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train the same rows in the same way once: the same seed makes the same files, in seconds each time."""
    run_training = command.run_training

    def remembered(*, path: Path, hyperparameters: dict[str, str], out: Path) -> dict[str, Any]:
        asked = json.dumps([str(path), hyperparameters])
        if asked not in trained_before:
            card = run_training(path=path, hyperparameters=hyperparameters, out=out)
            trained_before[asked] = card, {file.name: file.read_bytes() for file in out.iterdir()}
        card, files = trained_before[asked]
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
        return card

    monkeypatch.setattr(command, "run_training", remembered)


@pytest.mark.usefixtures("trained_once")
def test_a_training_on_this_machine_is_a_run_and_two_are_two(store: Path, tmp_path: Path) -> None:
    for out in ("a", "b"):
        said = CliRunner().invoke(app, [*TRAIN, "--name", "cancer", "--out", str(tmp_path / out)])
        assert said.exit_code == 0, said.stderr
        assert "lab2api runs compare" in said.stdout
    found = listed()
    assert len({one["execution"] for one in found}) == 2
    card = json.loads((tmp_path / "a/card.json").read_text())
    for one in found:
        assert one["model"] == "cancer"
        assert one["metrics"]["score"] == card["score"]["value"]
        assert one["metrics"]["training/accuracy"] == card["metrics"]["accuracy"]
        assert 0.5 < one["metrics"]["cross_validation/linear"] <= 1
        assert one["params"]["data_sha256"] == card["data"]["sha256"]
        assert one["tags"]["model_sha256"] == card["model_sha256"]
        assert one["files"] == ["card.json", "metrics.json", "plot.png"]


@pytest.mark.usefixtures("trained_once")
def test_a_server_of_ones_own_gets_the_run_and_a_dead_one_costs_no_model(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = MlflowServer(tmp_path / "artifacts")
    with serving(server) as url:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", url)
        said = CliRunner().invoke(app, [*TRAIN, "--out", str(tmp_path / "a")])
        assert said.exit_code == 0
    assert [one["info"]["status"] for one in server.runs] == ["FINISHED"]
    assert not store.exists()
    said = CliRunner().invoke(app, [*TRAIN, "--out", str(tmp_path / "b"), "--json"])
    assert said.exit_code == 0
    assert json.loads(said.stdout)["name"] == "data"
    assert "did not take the run" in said.stderr
    assert (tmp_path / "b/model.tar.gz").is_file()
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    (kept,) = listed()
    assert kept["tags"][NOT_TAKEN_BY] == url


def test_a_server_that_does_not_answer_ends_the_listing_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    said = ask("list")
    assert said.exit_code == 1
    assert "http://127.0.0.1:9 does not answer" in said.stderr
    assert "Traceback" not in said.stderr
