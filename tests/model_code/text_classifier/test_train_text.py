"""The job from rows to an artifact, and from a checkpoint on: a kill loses nothing, nothing is mixed up."""

import json
import signal
import subprocess
import sysconfig
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.model_code.jobs import MODEL_CODE
from tests.model_code.text_classifier import opinions
from tests.model_code.text_classifier.torch_processes import SCRIPT, needs_torch, run

pytestmark = [pytest.mark.torch, needs_torch]
LEAST_ACCURACY = 0.95
MOST_OF_A_BAG_OF_WORDS = 0.7
"""Counting words got 0.592; whatever sees no order can get all of a quarter, and half of the rest."""
SHAPE = {"size": "tiny", "vocabulary": 400, "length": 64}
TOLD = {**SHAPE, "epochs": 6, "batch": 32, "learning_rate": 0.005, "seed": 5}
STEPS = 114
"""600 rows make 19 batches, the last of them of 24 rows."""
EVERY = 8
WHEEL = "orjson-1-py3-none-any.whl"
Ended = subprocess.CompletedProcess[str]


def lay_out(base: Path, **changes: object) -> Path:
    train, test = opinions.rows(600, seed=1), opinions.rows(120, seed=2)
    return opinions.lay_out(base, train=train, test=test, **{**TOLD, **changes})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A job that nothing interrupts, and its folder."""
    base = lay_out(tmp_path_factory.mktemp("whole"), checkpoint_steps=1_000)
    (base / "serving").mkdir()
    (base / "serving" / WHEEL).write_bytes(b"a wheel")
    done = run(MODEL_CODE / "train_text.py", base=base, LAB2API_SERVING_WHEELS=base / "serving")
    assert done.returncode == 0, done.stderr[-3000:]
    return base, done


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Ended]]:
    """The same job, told to stop in step 13, killed in step 43, then its last checkpoint cut; its folder."""
    base = lay_out(tmp_path_factory.mktemp("interrupted"), checkpoint_steps=EVERY, kept_checkpoints=2)
    legs = [run(SCRIPT, "interrupted", int(signal.SIGTERM), 12, base=base)]
    (base / "output/data/losses.csv").unlink()  # as on another machine, to which only checkpoints come back
    legs.append(run(SCRIPT, "interrupted", int(signal.SIGKILL), 42, base=base))
    last = sorted((base / "checkpoints").iterdir())[-1]
    last.write_bytes(last.read_bytes()[:-1000])
    legs.append(run(SCRIPT, "interrupted", int(signal.SIGTERM), STEPS + 1, base=base))
    return base, legs


def losses(base: Path) -> str:
    return (base / "output/data/losses.csv").read_text()


def test_held_out_rows_are_classified(whole: tuple[Path, Ended]) -> None:
    base, done = whole
    report = json.loads((base / "output/data/metrics.json").read_text())
    assert report["metrics"]["accuracy"] >= LEAST_ACCURACY
    assert report["score"] == {"name": "accuracy", "value": report["metrics"]["accuracy"]}
    assert report["rows"] == {"train": 600, "test": 120}
    assert f"accuracy={report['metrics']['accuracy']};" in done.stdout.splitlines()
    assert f"step={STEPS}; steps={STEPS}; training_loss=" in done.stdout


def test_counting_words_is_not_enough() -> None:
    train, test = opinions.rows(600, seed=1), opinions.rows(120, seed=2)
    counting = make_pipeline(CountVectorizer(token_pattern=r"\S+"), LogisticRegression())
    counting.fit([row["text"] for row in train], [row["label"] for row in train])
    right = counting.score([row["text"] for row in test], [row["label"] for row in test])
    assert right <= MOST_OF_A_BAG_OF_WORDS, right


def test_the_card_tells_what_was_learnt_from_what(whole: tuple[Path, Ended]) -> None:
    card = json.loads((whole[0] / "model/card.json").read_text())
    assert card["task"] == "text-classification"
    assert card["target"] == {"name": "label", "classes": ["negative", "neutral", "positive"]}
    assert card["languages"] == ["en", "vi"]
    assert card["data"]["rows"] == 600
    files = {path.name for path in (whole[0] / "model").iterdir()}
    assert {"model.onnx", "tokenizer.model", "card.json", "weights.safetensors", "network.json"} <= files


def test_the_wheels_that_are_given_travel_in_the_model(whole: tuple[Path, Ended]) -> None:
    assert [path.name for path in (whole[0] / "model/code/wheels").iterdir()] == [WHEEL]
    assert (whole[0] / "model/code/requirements.txt").read_text().startswith("--no-index\n")


def test_the_archive_answers_alike_on_a_chip_and_on_a_cpu_by_its_own_code(whole: tuple[Path, Ended]) -> None:
    """The folder is what SageMaker packs; the chip is PyTorch on this machine's CPU."""
    rows = json.dumps({"instances": [{"text": "phòng rất tốt"}, {"text": "very bad food"}]})
    script = Path(__file__).with_name("answers_in_torch.py")
    packages = sysconfig.get_path("platlib")
    done = run(script, whole[0] / "model", rows, packages, base=whole[0], PYTHONPATH="", LAB2API_DEVICE="cpu")
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["from"] == [True, True]
    for chip, cpu in zip(told["chip"], told["cpu"], strict=True):
        assert chip["label"] == cpu["label"]
        assert chip["probabilities"] == pytest.approx(cpu["probabilities"], abs=1e-4)


def test_every_step_is_in_the_loss_curve(whole: tuple[Path, Ended]) -> None:
    header, *lines = losses(whole[0]).splitlines()
    assert header == "step,epoch,loss,learning_rate"
    assert [line.split(",")[:2] for line in lines] == [[str(s + 1), str(s // 19 + 1)] for s in range(STEPS)]
    curve = [float(line.split(",")[2]) for line in lines]
    assert np.mean(curve[-5:]) < np.mean(curve[:5]) / 3


def test_sigterm_leaves_a_checkpoint_of_the_step_under_way(interrupted: tuple[Path, list[Ended]]) -> None:
    first = interrupted[1][0]
    assert first.returncode == 128 + signal.SIGTERM, first.stderr
    assert "checkpoint=step-000000013.checkpoint;" in first.stdout
    assert f"told to stop after step 13 of {STEPS}" in first.stdout
    assert not (interrupted[0] / "output/failure").exists()


def test_a_killed_job_goes_on_from_its_last_checkpoint(interrupted: tuple[Path, list[Ended]]) -> None:
    second = interrupted[1][1]
    assert second.returncode == -signal.SIGKILL
    assert "continuing from step-000000013.checkpoint" in second.stdout
    assert "checkpoint=step-000000040.checkpoint;" in second.stdout


def test_a_checkpoint_that_was_cut_is_told_and_the_one_before_taken(
    interrupted: tuple[Path, list[Ended]],
) -> None:
    third = interrupted[1][2]
    assert third.returncode == 0, third.stderr
    assert "CHECKPOINT LOST: step-000000040.checkpoint" in third.stderr
    assert "continuing from step-000000032.checkpoint" in third.stdout
    kept = sorted(path.name for path in (interrupted[0] / "checkpoints").iterdir())
    assert kept == ["step-000000112.checkpoint", "step-000000114.checkpoint"]


def test_three_interruptions_change_no_bit_of_the_loss_curve(
    whole: tuple[Path, Ended], interrupted: tuple[Path, list[Ended]]
) -> None:
    assert losses(interrupted[0]) == losses(whole[0])


def test_a_job_that_cannot_be_done_says_why_in_the_failure_file(
    tmp_path: Path, interrupted: tuple[Path, list[Ended]]
) -> None:
    reasons = {
        "settings": "step-000000114.checkpoint is of another training: epochs 6, now 7; go on with",
        "data": "step-000000114.checkpoint is of another training: data '",
        "row": "part.jsonl: line 3: label: String should have at least 1 character",
        "test": "label: the test channel has 'mixed', which no row of the train channel has",
        "one": "label: every row of the train channel is 'positive'; it takes two classes",
        "list": "hyperparameters: Input should be a valid dictionary",
        "same": "the test channel is the train channel",
        "signs": "vocabulary: these texts need at least ",
        "told": "sizes: Extra inputs are not permitted",
        "diverged": "the loss of step 1 is not finite: lower learning_rate or clip",
    }
    for name in reasons:
        lay_out(tmp_path / name)
    lay_out(tmp_path / "settings", epochs=7)
    lay_out(tmp_path / "told", sizes="tiny")
    train, test = opinions.rows(30, seed=1), opinions.rows(3, seed=2)
    opinions.lay_out(tmp_path / "data", train=train, test=test, **TOLD)
    opinions.lay_out(tmp_path / "row", train=[*train[:2], {**train[2], "label": ""}], test=test)
    opinions.lay_out(tmp_path / "test", train=train, test=[{**test[0], "label": "mixed"}])
    opinions.lay_out(tmp_path / "one", train=[{**row, "label": "positive"} for row in train], test=test)
    opinions.lay_out(tmp_path / "same", train=train, test=train)
    signs = {**train[0], "text": "".join(map(chr, range(0x4E00, 0x4E00 + 400)))}
    opinions.lay_out(tmp_path / "signs", train=[*train, signs], test=test, vocabulary=300)
    (tmp_path / "list/input/config/hyperparameters.json").write_text("[1]")
    for name in ("settings", "data"):
        (tmp_path / name / "checkpoints").symlink_to(interrupted[0] / "checkpoints")
    done = run(SCRIPT, "refused", *(tmp_path / name for name in reasons), base=tmp_path)
    assert json.loads(done.stdout.splitlines()[-1]) == dict.fromkeys(reasons, 1), done.stderr[-3000:]
    for name, reason in reasons.items():
        assert reason in (tmp_path / name / "output/failure").read_text()
