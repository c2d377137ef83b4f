"""The emulator's clients of itself: what they send arrives, also where boto3 would compress it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ministack.services import cloudwatch as emulated

from local import aws

MANY = 400
"""Data that boto3 sends compressed: more than 10 KiB."""


@pytest.fixture
def cloudwatch() -> Iterator[Any]:
    emulated.reset()
    yield aws.client("cloudwatch")
    emulated.reset()


def test_metrics_of_a_busy_moment_are_kept_whole(cloudwatch: Any) -> None:
    now = datetime.now(UTC)
    datum = {"MetricName": "Rows", "Dimensions": [{"Name": "Model", "Value": "x" * 60}], "Value": 1.0}

    async def send() -> Any:
        cloudwatch.put_metric_data(Namespace="busy", MetricData=[datum] * MANY)
        return cloudwatch.get_metric_statistics(
            Namespace="busy",
            MetricName="Rows",
            Dimensions=datum["Dimensions"],
            StartTime=now - timedelta(minutes=5),
            EndTime=now + timedelta(minutes=5),
            Period=3600,
            Statistics=["Sum"],
        )

    found = asyncio.run(send())
    assert sum(point["Sum"] for point in found["Datapoints"]) == MANY
