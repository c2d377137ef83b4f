"""Models the tests of model_code share."""

from pathlib import Path

import pytest

from tabular.artifact import unpack
from tabular.card import Card, CategoryFeature, Data, NumberFeature, Score, Target
from tabular.predictor import Predictor
from tests.model_code.jobs import STARTER


@pytest.fixture(scope="session")
def starter_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed starter model, unpacked as SageMaker unpacks it: `<base>/model`."""
    base = tmp_path_factory.mktemp("starter")
    unpack(STARTER / "model.tar.gz", base / "model")
    return base


@pytest.fixture(scope="session")
def starter(starter_directory: Path) -> Predictor:
    """The committed starter model, loaded."""
    return Predictor.load(starter_directory / "model")


@pytest.fixture
def mixed_card() -> Card:
    """A card with every kind of feature: number, gappy number, category, gappy True/False text."""
    return Card(
        name="mixed",
        version="1",
        description="",
        task="regression",
        algorithm="linear",
        target=Target(name="price"),
        features=(
            NumberFeature(name="age", minimum=1, maximum=9, missing=False),
            NumberFeature(name="size", minimum=1, maximum=9, missing=True),
            CategoryFeature(name="colour", categories=("blue", "red"), missing=False),
            CategoryFeature(name="sold", categories=("False", "True"), missing=True),
        ),
        metrics={"r2": 0.5},
        score=Score(name="r2", value=0.5),
        data=Data(rows=10, sha256="0", source=""),
        model_sha256="0",
    )
