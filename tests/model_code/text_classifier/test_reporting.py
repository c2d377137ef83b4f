"""Figures about a training: measured as scikit-learn measures, counted by hand, drawn."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics

from text_classifier import plot
from text_classifier.chips import PEAKS, peak
from text_classifier.flops import step_flops
from text_classifier.losses import Losses
from text_classifier.measuring import confusion, measure
from text_classifier.progress import Progress
from text_classifier.settings import NetworkSettings

TINY = NetworkSettings.of_size("tiny", vocabulary=100, classes=3)


def answers(rows: int) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    return chance.integers(0, 3, rows), chance.dirichlet(np.ones(3), rows)


def test_metrics_are_those_of_scikit_learn() -> None:
    truth, probabilities = answers(200)
    chosen, languages = probabilities.argmax(axis=1), ["en", "vi"] * 100
    measured, score = measure(truth, probabilities, languages=languages)
    assert measured["accuracy"] == round(metrics.accuracy_score(truth, chosen), 6) == score.value
    assert measured["f1_macro"] == round(metrics.f1_score(truth, chosen, average="macro"), 6)
    assert measured["log_loss"] == round(metrics.log_loss(truth, probabilities), 6)
    assert measured["accuracy_vi"] == round(metrics.accuracy_score(truth[1::2], chosen[1::2]), 6)
    assert confusion(truth, probabilities).tolist() == metrics.confusion_matrix(truth, chosen).tolist()


def test_a_class_that_nothing_has_makes_no_metric_infinite() -> None:
    measured, _ = measure(np.array([0, 1]), np.array([[1.0, 0, 0], [1, 0, 0]]), languages=["en", "en"])
    assert measured["f1_macro"] == pytest.approx(1 / 3, abs=1e-6)
    assert np.isfinite(list(measured.values())).all()


def test_progress_tells_speed_and_utilization_of_all_chips() -> None:
    said: list[str] = []
    ticks = itertools.count(0, 2)  # two seconds between any two looks at the clock
    progress = Progress(
        network=TINY,
        chip="NVIDIA H100 80GB HBM3",
        world=2,
        every=2,
        steps=4,
        clock=lambda: next(ticks),
        say=said.append,
    )
    for step in range(1, 5):
        progress.count(rows=1_000, length=250)
        progress.tell(step, 0.5)
    share = 2 * step_flops(TINY, rows=1_000, length=250) / 2 / (2 * 989.4e12)
    assert said[0] == (
        "step=2; steps=4; training_loss=0.500000; tokens_per_second=250000;"
        f" model_flops_utilization={share:.4f};"
    )
    assert len(said) == 2


def test_a_chip_without_a_known_peak_has_no_utilization() -> None:
    said: list[str] = []
    progress = Progress(network=TINY, chip="x86_64", world=1, every=1, steps=1, say=said.append)
    progress.tell(1, 1.0)
    assert "utilization" not in said[0]


@pytest.mark.parametrize(
    ("name", "tera"),
    [
        ("NVIDIA H100 80GB HBM3", 989.4),
        ("NVIDIA H100 PCIe", 756),
        ("NVIDIA L40S", 362.05),
        ("NVIDIA L4", 121),
        ("NVIDIA B200", 2250),
        ("NVIDIA B300 SXM6 AC", 2250),
        ("NVIDIA A100-SXM4-40GB", 312),
    ],
)
def test_a_peak_is_found_by_the_drivers_name(name: str, tera: float) -> None:
    assert peak(name) == pytest.approx(tera * 1e12)


@pytest.mark.parametrize("name", ["NVIDIA L40", "NVIDIA A100X", "NVIDIA GH200 480GB", "Tesla T4"])
def test_no_chip_is_taken_for_another_whose_name_its_own_holds(name: str) -> None:
    assert peak(name) is None


def test_every_peak_has_its_source() -> None:
    assert all(source.startswith("https://") for _, _, source in PEAKS)


def test_operations_of_a_base_step_are_those_counted_by_hand() -> None:
    base = NetworkSettings.of_size("base", vocabulary=8_000, classes=3)
    tokens = 64 * 256
    weights = 84_934_656  # 12 layers of 12 x 768 x 768
    by_hand = 6 * weights * tokens + 12 * 12 * 256 * 768 * tokens + 6 * 768 * 3 * 64
    assert step_flops(base, rows=64, length=256) == by_hand


def test_losses_begin_anew_from_what_a_checkpoint_kept(tmp_path: Path) -> None:
    losses = Losses(tmp_path / "data/losses.csv", steps_an_epoch=2, rate=lambda step: step / 10)
    losses.begin([])
    losses.append([1.0, 0.5, 0.25])
    losses.begin([1.0])
    losses.append([0.1 + 0.2])
    expected = "step,epoch,loss,learning_rate\n1,1,1.0,0.0\n2,1,0.30000000000000004,0.1\n"
    assert (tmp_path / "data/losses.csv").read_text() == expected


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    truth, probabilities = answers(30)
    counted = confusion(truth, probabilities)
    plot.draw(tmp_path / "plot.png", title="t", losses=[1, 0.5], counted=counted, classes=("a", "b", "c"))
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
