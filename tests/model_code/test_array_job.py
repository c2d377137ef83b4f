"""A child of an array takes its own settings, lays its data out as SageMaker would, and leaves its model."""

import json
from pathlib import Path
from typing import Any

import pytest

import array_job
from array_training.objects import NothingThereError
from array_training.place import Place
from tabular.s3_folder import OutsideError
from text_classifier.settings import Hyperparameters

LISTED = json.loads(array_job.SETTINGS.read_text())
TRAINS = """
import json, os, pathlib, sys
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
assert (base / "input/data/train/rows.jsonl").read_text() == "a row"
(base / "model").mkdir()
(base / "model/told.json").write_text((base / "input/config/hyperparameters.json").read_text())
"""


class Bucket:
    """The calls of S3's client that a child makes, over a dictionary."""

    def __init__(self, **objects: str) -> None:
        self.objects = {f"{bucket}/{key}": text for bucket, key, text in self._split(objects)}

    @staticmethod
    def _split(objects: dict[str, str]) -> list[tuple[str, str, str]]:
        return [(*path.split("/", 1), text) for path, text in objects.items()]  # type: ignore[misc]

    def get_paginator(self, name: str) -> "Bucket":
        assert name == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> list[dict[str, Any]]:  # noqa: N803
        place = f"{Bucket}/"
        keys = [path.removeprefix(place) for path in self.objects if path.startswith(f"{place}{Prefix}")]
        return [{"Contents": [{"Key": key} for key in keys]}] if keys else [{}]

    def download_file(self, bucket: str, key: str, path: str) -> None:
        Path(path).write_text(self.objects[f"{bucket}/{key}"])

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        self.objects[f"{bucket}/{key}"] = Path(path).read_text()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    given = {
        "LAB2API_MODEL": "reviews",
        "LAB2API_RAW_BUCKET": "raw",
        "LAB2API_ARTIFACTS_BUCKET": "artifacts",
        "SAGEMAKER_BASE_DIR": str(tmp_path),
        "AWS_BATCH_JOB_ARRAY_INDEX": "4",
        "AWS_BATCH_JOB_ID": "0a1b2c3d-1:4",
    }
    return Place.from_environment(given)


@pytest.mark.parametrize("told", LISTED, ids=json.dumps)
def test_every_setting_of_the_list_is_one_that_training_takes(told: dict[str, Any]) -> None:
    assert told.items() <= Hyperparameters.model_validate(told).model_dump().items()


def test_no_two_children_train_the_same() -> None:
    assert len({json.dumps(told, sort_keys=True) for told in LISTED}) == len(LISTED)


def test_a_child_beyond_the_list_is_told_so() -> None:
    with pytest.raises(LookupError, match="this is child 9"):
        array_job.chosen(LISTED, index=9)


def test_a_child_trains_on_the_channels_and_leaves_its_model_under_its_index(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    s3 = Bucket(**{"raw/datasets/reviews/train/rows.jsonl": "a row", "artifacts/wheels/reviews/none": ""})
    script, lock = tmp_path / "trains.py", tmp_path / "empty.lock"
    script.write_text(TRAINS)
    lock.write_text("")
    monkeypatch.setattr(array_job, "LAUNCHER", script)
    monkeypatch.setattr(array_job, "LOCK", lock)
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    assert array_job.run(place, LISTED[4], s3=s3) == 0
    told = json.loads(s3.objects["artifacts/arrays/reviews/0a1b2c3d-1/4/model/told.json"])
    assert (told["name"], told["version"]) == ("reviews", "0a1b2c3d-4")
    assert Hyperparameters.model_validate(told).seed == LISTED[4]["seed"]


@pytest.mark.parametrize("key", ["train/../../../evil", "/evil"])
def test_an_object_that_leads_out_of_its_folder_is_refused(place: Place, key: str) -> None:
    s3 = Bucket(**{"raw/datasets/reviews/train/rows.jsonl": "a row", f"raw/datasets/reviews/{key}": "evil"})
    with pytest.raises(OutsideError, match="leads out of"):
        array_job.run(place, {}, s3=s3)
    assert not (place.base / "input/data/train/rows.jsonl").exists()


def test_without_libraries_it_says_where_they_should_be(place: Place) -> None:
    s3 = Bucket(**{"raw/datasets/reviews/train/rows.jsonl": "a row"})
    with pytest.raises(NothingThereError, match="s3://artifacts/wheels/reviews/ is empty"):
        array_job.run(place, {}, s3=s3)
