"""A SageMaker in this process whose clock the test moves."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ministack.services import cloudwatch

from local import aws, clock, services
from local.sagemaker import service
from tests.local.autoscaling.simulation import Clock, Simulation
from tests.local.hosted import BUCKET


@pytest.fixture
def simulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulation]:
    """An echo server for a model, an empty SageMaker, and a clock that stands still."""
    code = tmp_path / "code"
    code.mkdir()
    shutil.copy(Path(__file__).parents[1] / "echo_server.py", code / "serve.py")
    monkeypatch.setenv("LAB2API_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(code))
    simulated = Clock()
    monkeypatch.setattr(clock, "now", simulated)
    # The emulator's own look at alarms goes by the real time, at which another test may have put something in
    # its simulated future; the simulation looks at them by its clock.
    monkeypatch.setattr(cloudwatch, "_evaluate_all_alarms", lambda: None)
    monkeypatch.setattr(cloudwatch, "_evaluate_alarm", lambda _: None)
    aws.name_services_without_loading_models()
    services.install()
    aws.client("s3").create_bucket(Bucket=BUCKET)
    yield Simulation(clock=simulated)
    alarms = aws.client("cloudwatch").describe_alarms()["MetricAlarms"]
    aws.client("cloudwatch").delete_alarms(AlarmNames=[alarm["AlarmName"] for alarm in alarms])
    service.reset()
