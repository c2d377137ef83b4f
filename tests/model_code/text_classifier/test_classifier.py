"""A text's answer depends on it alone to five decimals: neighbours and padding change what comes after."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from tabular.predictor import BrokenArtifactError
from tests.model_code.jobs import STARTER
from text_classifier import classifier as module
from text_classifier.classifier import Classifier

TEXTS = ["Sách rất hay.", "The phone is terrible. " * 40, "It is a phone.", "tệ", "Great! " * 200] * 5


def test_answers_are_labels_with_probabilities_that_add_up(classifier: Classifier) -> None:
    for answer in classifier.predict(TEXTS):
        assert set(answer["probabilities"]) == {"negative", "neutral", "positive"}
        assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-5)
        assert answer["label"] == max(answer["probabilities"], key=answer["probabilities"].get)


def test_a_plain_opinion_is_understood_in_both_languages(classifier: Classifier) -> None:
    found = classifier.predict(["The food is delicious.", "The food is bland.", "Món ăn ngon.", "Món ăn dở."])
    assert [answer["label"] for answer in found] == ["positive", "negative"] * 2


def test_neighbours_and_padding_change_nothing(
    classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = classifier.probabilities(TEXTS)
    alone = np.concatenate([classifier.probabilities([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5
    monkeypatch.setattr(module, "MOST_TOGETHER", 2)
    assert np.abs(classifier.probabilities(TEXTS) - alone).max() < 1e-5


def test_many_threads_get_what_one_gets(classifier: Classifier) -> None:
    expected = classifier.predict(TEXTS[:4])
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(classifier.predict, [TEXTS[:4]] * 16))


def test_what_comes_after_the_last_token_that_is_read_does_not_count(classifier: Classifier) -> None:
    long = "the phone " * classifier.card.max_tokens
    first, second = classifier.predict([long, long + " is terrible"])
    assert first == second


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("tokenizer.model", Path.unlink, "tokenizer.model is missing"),
        ("model.onnx", cut, "model.onnx is not the file card.json describes"),
        ("tokenizer.model", cut, "tokenizer.model is not the file card.json describes"),
    ],
)
def test_a_broken_artifact_is_refused_with_the_file(
    reviews_directory: Path, tmp_path: Path, file: str, change: Callable[[Path], None], said: str
) -> None:
    shutil.copytree(reviews_directory / "model", tmp_path, dirs_exist_ok=True)
    change(tmp_path / file)
    with pytest.raises(BrokenArtifactError, match=said):
        Classifier.load(tmp_path)


def test_a_card_of_another_task_or_number_of_classes_is_refused(
    reviews_directory: Path, tmp_path: Path
) -> None:
    shutil.copytree(reviews_directory / "model", tmp_path, dirs_exist_ok=True)
    card = (tmp_path / "card.json").read_text()
    (tmp_path / "card.json").write_text(card.replace('"neutral",', ""))
    with pytest.raises(BrokenArtifactError, match="3 classes"):
        Classifier.load(tmp_path)
    shutil.copy(STARTER / "card.json", tmp_path / "card.json")
    with pytest.raises(ValidationError, match="task"):
        Classifier.load(tmp_path)
