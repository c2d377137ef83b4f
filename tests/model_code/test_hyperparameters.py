"""Hyperparameters arrive as JSON-encoded strings, as plain strings, or as the toolkit decoded them."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from tabular.hyperparameters import Hyperparameters


@pytest.mark.parametrize(
    ("written", "read"),
    [('"age"', "age"), ("age", "age"), ('"age', '"age'), ("1.0", "1.0"), ('"1.0"', "1.0"), (7, "7")],
)
def test_a_value_means_the_same_however_it_is_encoded(tmp_path: Path, written: object, read: str) -> None:
    path = tmp_path / "hyperparameters.json"
    path.write_text(json.dumps({"target": written, "sagemaker_program": "train.py"}))
    assert Hyperparameters.read(path, {}).target == read


def test_a_name_the_endpoint_could_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="name"):
        Hyperparameters(target="a", name="Not A Name")
