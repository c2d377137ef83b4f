"""A SageMaker without records for each test."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import aws, services
from local.jobs import running
from local.sagemaker.records import records
from tests.local.sagemaker.laboratory import Laboratory


@pytest.fixture
def laboratory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laboratory]:
    """A SageMaker without records, and a bucket of its own."""
    code = tmp_path / "code"
    code.mkdir()
    monkeypatch.setenv("LAB2API_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(code))
    aws.name_services_without_loading_models()
    services.install()
    made = Laboratory(code=code, bucket=f"lab-{uuid.uuid4().hex[:12]}")
    made.s3.create_bucket(Bucket=made.bucket)
    yield made
    running.stop_all()
    records.reset()
