"""Hyperparameters arrive as strings; what a checkpoint is compared by is what changes the weights."""

import json
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from config.text_training import TextTraining
from tests.model_code.jobs import MODEL_CODE
from text_classifier.schedule import factor
from text_classifier.settings import LEARNING_RATES, SHAPES, Hyperparameters


def test_strings_become_numbers_and_the_size_brings_its_learning_rate(tmp_path: Path) -> None:
    path = tmp_path / "hyperparameters.json"
    path.write_text(
        json.dumps({"size": '"tiny"', "epochs": "3", "recompute": "true", "sagemaker_program": "x"})
    )
    told = Hyperparameters.read(path, {})
    assert (told.size, told.epochs, told.recompute) == ("tiny", 3, True)
    assert told.learning_rate == LEARNING_RATES["tiny"]
    assert Hyperparameters.read(path, {"SM_HPS": '{"learning_rate": 0.5}'}).learning_rate == 0.5


def test_whoever_names_a_size_knows_the_same_ones() -> None:
    definition = json.loads((MODEL_CODE / "pipeline/definition-text.json").read_text())
    (size,) = (one for one in definition["Parameters"] if one["Name"] == "Size")
    assert list(SHAPES) == list(LEARNING_RATES) == size["EnumValues"]
    assert tuple(SHAPES) == get_args(TextTraining.model_fields["size"].annotation)


def test_a_list_in_the_place_of_hyperparameters_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hyperparameters.json").write_text("[1]")
    with pytest.raises(ValidationError, match="should be a valid dictionary"):
        Hyperparameters.read(tmp_path / "hyperparameters.json", {})


@pytest.mark.parametrize("told", [{"size": "huge"}, {"epochs": 0}, {"length": 257}, {"vocabulary": 8_001}])
def test_what_cannot_be_is_refused_by_its_name(told: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(told))):
        Hyperparameters.model_validate(told)


def test_a_checkpoint_is_bound_to_all_that_changes_weights_and_to_nothing_else() -> None:
    told = Hyperparameters()
    assert told.identity() == Hyperparameters(log_steps=7, checkpoint_steps=9, version="2").identity()
    assert told.identity() != Hyperparameters(epochs=6).identity()
    assert "seed" in told.identity()


def test_a_network_has_the_shape_of_its_size() -> None:
    network = Hyperparameters(size="base", length=128).network(vocabulary=8_000, classes=3)
    assert (network.layers, network.width, network.heads, network.length) == (12, 768, 12, 128)


def test_the_learning_rate_rises_then_falls_to_a_tenth() -> None:
    curve = [factor(step, steps=100, warmup=0.1) for step in range(100)]
    assert curve[:10] == pytest.approx([0.1 * step for step in range(1, 11)])
    assert curve[10] == 1
    assert curve[10:] == sorted(curve[10:], reverse=True)
    assert curve[-1] == pytest.approx(0.1)
    assert factor(0, steps=1, warmup=0) == 1
