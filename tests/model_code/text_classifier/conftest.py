"""The committed starter of reviews, unpacked and loaded once."""

from pathlib import Path

import pytest

from tabular.artifact import unpack
from tests.model_code.jobs import MODEL_CODE
from text_classifier.classifier import Classifier

REVIEWS = MODEL_CODE / "starter" / "reviews"


@pytest.fixture(scope="session")
def reviews_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model as SageMaker unpacks it: `<base>/model`."""
    base = tmp_path_factory.mktemp("reviews")
    unpack(REVIEWS / "model.tar.gz", base / "model")
    return base


@pytest.fixture(scope="session")
def classifier(reviews_directory: Path) -> Classifier:
    """The starter, loaded."""
    return Classifier.load(reviews_directory / "model")
