"""A function's log line in embedded metric format is a metric, as on AWS."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.cloudwatch.embedded_metrics import read
from tests.local.cloudwatch.conftest import NOON
from tests.local.conftest import Client
from tests.local.waiting import until


def line(**root: Any) -> dict[str, Any]:
    directive = {
        "Namespace": "lab2api",
        "Dimensions": [["Model"], ["Model", "Version"], []],
        "Metrics": [{"Name": "Predictions", "Unit": "Count"}, {"Name": "Absent"}],
    }
    return {
        "_aws": {"Timestamp": NOON * 1000, "CloudWatchMetrics": [directive]},
        "Model": "x",
        "Version": 1,
    } | root


def test_each_set_of_dimensions_is_a_metric_and_an_absent_one_is_none() -> None:
    found = read(json.dumps(line(Predictions=[1, 2])))
    assert [datum.dimensions for datum in found] == [{"Model": "x"}, {"Model": "x", "Version": "1"}, {}]
    assert {(datum.name, datum.values, datum.unit, datum.timestamp) for datum in found} == {
        ("Predictions", (1.0, 2.0), "Count", NOON)
    }


@pytest.mark.parametrize(
    "text",
    ['{"_aws": 1}', '{"_aws"', json.dumps(line(Predictions="many")), '{"_aws": {"CloudWatchMetrics": []}}'],
)
def test_a_line_in_another_form_is_logged_and_no_metric(text: str, caplog: pytest.LogCaptureFixture) -> None:
    assert read(text) == []
    assert "not embedded metric format" in caplog.text


HANDLER = """
import json, time
def handle(event, context):
    print("an ordinary line")
    metric = {"Namespace": "embedded", "Dimensions": [["Model"]], "Metrics": [{"Name": "Rows"}]}
    head = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [metric]}
    print(json.dumps({"_aws": head, "Model": "x", "Rows": 7}))
    return "done"
"""


def test_what_a_function_prints_can_be_asked_for(client: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("prints.py", HANDLER)
    client("lambda").create_function(
        FunctionName="prints",
        Runtime="python3.12",
        Role="arn:aws:iam::000000000000:role/r",
        Handler="prints.handle",
        Code={"ZipFile": packed.getvalue()},
    )
    client("lambda").invoke(FunctionName="prints")
    query = {
        "Id": "m",
        "MetricStat": {
            "Metric": {
                "Namespace": "embedded",
                "MetricName": "Rows",
                "Dimensions": [{"Name": "Model", "Value": "x"}],
            },
            "Period": 60,
            "Stat": "Sum",
        },
    }
    now = datetime.now(UTC)

    def values() -> list[float]:
        asked = {"StartTime": now - timedelta(minutes=5), "EndTime": now + timedelta(minutes=5)}
        found = client("cloudwatch").get_metric_data(MetricDataQueries=[query], **asked)
        return list(found["MetricDataResults"][0]["Values"])

    assert until(values, "the metric") == [7.0]


def test_an_execution_is_counted_once(client: Client) -> None:
    """The test above has invoked it once."""
    now = datetime.now(UTC)
    found = client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Invocations",
        Dimensions=[{"Name": "FunctionName", "Value": "prints"}],
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=5),
        Period=3600,
        Statistics=["Sum"],
    )["Datapoints"]
    assert sum(point["Sum"] for point in found) == 1
