"""The committed starter is what its script makes, and its card tells what it can and cannot do."""

import hashlib
import json
import sys
import tarfile
from pathlib import Path

import pytest

from tests.model_code.jobs import MODEL_CODE
from tests.model_code.text_classifier.conftest import REVIEWS
from text_classifier.classifier import Classifier
from text_classifier.reviews.corpus import generate, write

sys.path.insert(0, str(MODEL_CODE / "starter"))
import build_classifier

from starter.measure_reviews import WRITTEN, read

LEAST_ACCURACY = 0.7
"""On reviews whose wording training never saw; a coin with three sides would be right about 0.33 of them."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write(generate(rows=build_classifier.ROWS, seed=build_classifier.SEED), folder)
    return folder


def test_it_was_trained_on_the_corpus_as_it_is_generated_now(corpus: Path, classifier: Classifier) -> None:
    digest = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted((corpus / "train").rglob("*.jsonl")))
    )
    assert classifier.card.data.sha256 == digest.hexdigest(), (
        "run `make train-reviews` and commit the starter"
    )


def test_the_card_tells_the_truth_about_wording_it_never_saw(corpus: Path, classifier: Classifier) -> None:
    files = sorted((corpus / "test").rglob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    answers = classifier.predict([row["text"] for row in rows])
    right = sum(row["label"] == answer["label"] for row, answer in zip(rows, answers, strict=True))
    assert right / len(rows) == pytest.approx(classifier.card.metrics["accuracy"], abs=0.002)
    assert right / len(rows) > LEAST_ACCURACY


@pytest.mark.parametrize("name", WRITTEN)
def test_the_card_tells_the_truth_about_what_people_wrote(name: str, classifier: Classifier) -> None:
    rows = read(REVIEWS / WRITTEN[name])
    assert {row["language"] for row in rows} == {"en", "vi"}
    answers = classifier.predict([row["text"] for row in rows])
    right = sum(row["label"] == answer["label"] for row, answer in zip(rows, answers, strict=True))
    assert right / len(rows) == pytest.approx(classifier.card.metrics[f"accuracy_{name}"], abs=0.051)


def test_plain_reviews_are_answered_as_anybody_would(classifier: Classifier) -> None:
    plain = {
        "I love this, works great": "positive",
        "Hàng tốt, giao nhanh": "positive",
        "hang dep, giao nhanh": "positive",
        "Waste of money": "negative",
        "Quá thất vọng, không nên mua": "negative",
        "It's ok": "neutral",
        "Tạm được": "neutral",
    }
    answers = classifier.predict(list(plain))
    assert {text: answer["label"] for text, answer in zip(plain, answers, strict=True)} == plain


def test_the_archive_is_small_and_has_what_serves_and_what_a_gpu_is_given() -> None:
    assert (REVIEWS / "model.tar.gz").stat().st_size < 4_000_000
    with tarfile.open(REVIEWS / "model.tar.gz") as archive:
        files = set(archive.getnames())
        (member,) = (item for item in archive.getmembers() if item.name == "card.json")
        inside = archive.extractfile(member)
        assert inside is not None
        assert inside.read() == (REVIEWS / "card.json").read_bytes()
    expected = {"model.onnx", "tokenizer.model", "card.json", "weights.safetensors", "network.json"}
    assert expected | {"code/inference.py", "code/requirements.txt"} <= files


def test_the_archive_has_the_code_as_it_is_now(reviews_directory: Path) -> None:
    """Training again takes minutes, so that here only the code is compared, and above the corpus."""
    code = reviews_directory / "model" / "code"
    shipped = {path.relative_to(code): path.read_bytes() for path in code.rglob("*.py")}
    assert shipped == {name: (MODEL_CODE / name).read_bytes() for name in shipped}
