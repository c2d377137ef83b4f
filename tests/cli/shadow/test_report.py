"""From SageMaker's own capture files and CloudWatch's numbers to a verdict and a report."""

from __future__ import annotations

import base64
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import typer
from botocore.response import StreamingBody

from cli.shadow.command import compare
from cli.shadow.report import render
from cli.shadow.verdict import Thresholds
from tests.cli.account import DEV, Account

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
LOOSE = Thresholds(agreement=0.1, latency_ratio=2, errors=0.5, rows=2, tolerance=0.1)


def event(
    request: str, *labels: str, encoding: str = "BASE64", time: str = "2026-11-25T12:10:00Z", **more: Any
) -> str:
    said = [{"label": label, "probabilities": {label: 0.9}} for label in labels]
    text = json.dumps({"predictions": said})
    data = base64.b64encode(text.encode()).decode() if encoding == "BASE64" else text
    output = {"observedContentType": "application/json", "mode": "OUTPUT", "data": data, "encoding": encoding}
    metadata = {"eventId": request, "inferenceTime": time, **more}
    return json.dumps(
        {"captureData": {"endpointOutput": output}, "eventMetadata": metadata, "eventVersion": "0"}
    )


def endpoint(account: Account, **changes: Any) -> None:
    moment = {"CreationTime": NOW, "LastModifiedTime": NOW}
    account.expect(
        "sagemaker",
        "describe_endpoint",
        {"EndpointName": "dev-m", "EndpointArn": "arn:aws:sagemaker:us-east-1:1:endpoint/dev-m",
         "EndpointConfigName": "c", "EndpointStatus": "InService", **moment},
        {"EndpointName": "dev-m"},
    )  # fmt: skip
    capture = {
        "EnableCapture": True,
        "InitialSamplingPercentage": 100,
        "DestinationS3Uri": "s3://curated/captured",
        "CaptureOptions": [{"CaptureMode": "Output"}],
    }
    described = {
        "EndpointConfigName": "c",
        "EndpointConfigArn": "arn:aws:sagemaker:us-east-1:1:endpoint-config/c",
        "ProductionVariants": [{"VariantName": "AllTraffic"}],
        "ShadowProductionVariants": [{"VariantName": "Shadow"}],
        "DataCaptureConfig": capture,
        "CreationTime": NOW,
    }
    described = {name: value for name, value in (described | changes).items() if value}
    account.expect("sagemaker", "describe_endpoint_config", described, {"EndpointConfigName": "c"})


def files(account: Account, variant: str, *lines: str) -> None:
    """One file in the newest hour, none in the hour before."""
    for hour, texts in (("12", lines), ("11", ())):
        prefix = f"captured/dev-m/{variant}/2026/11/25/{hour}/"
        contents = [{"Key": f"{prefix}a.jsonl"}] if texts else []
        account.expect(
            "s3", "list_objects_v2", {"Contents": contents}, {"Bucket": "curated", "Prefix": prefix}
        )
        if texts:
            body = "\n".join(texts).encode()
            account.expect("s3", "get_object", {"Body": StreamingBody(io.BytesIO(body), len(body))})


def counted(account: Account, *, calls: float, errors: float, p99: float) -> None:
    values = {"invocations": calls, "errors": errors, "p50": 2000.0, "p90": 3000.0, "p99": p99}
    lines = [{"Id": name, "Timestamps": [NOW], "Values": [value]} for name, value in values.items()]
    account.expect("cloudwatch", "get_metric_data", {"MetricDataResults": lines})


def test_answers_to_the_same_request_are_compared_whatever_their_encoding(account: Account) -> None:
    endpoint(account)
    files(
        account,
        "AllTraffic",
        event("1", "a", "b"),
        event("2", "a", inferenceId="job"),
        event("3", "a"),
        event("4", "a", time="2026-11-25T10:00:00Z"),
        "not json",
    )
    files(
        account,
        "Shadow",
        event("1", "a", "a", encoding="JSON"),
        event("9", "a", inferenceId="job"),
        event("5", "a"),
    )
    counted(account, calls=4, errors=0, p99=4000.0)
    counted(account, calls=4, errors=1, p99=6000.0)
    found = compare(target=DEV, model="m", thresholds=LOOSE, now=NOW, hours=1, most=100)
    account.done()
    assert (found.pairs.requests, found.pairs.alone, found.pairs.unreadable) == (2, 2, 1)
    assert (found.agreement.rows, found.agreement.same) == (3, 2)
    assert (found.production.p99, found.shadow.p99, found.shadow.error_rate) == (4.0, 6.0, 0.25)
    assert found.verdict.answer == "promote"
    report = render(found)
    assert "Promote the shadow" in report
    assert "1.50 times production&#x27;s" in report
    assert report.count("<svg") == 1
    assert "differences" not in json.dumps(found.as_json())


OFF = {
    "EnableCapture": False,
    "InitialSamplingPercentage": 1,
    "DestinationS3Uri": "s3://curated/captured",
    "CaptureOptions": [{"CaptureMode": "Output"}],
}


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"ShadowProductionVariants": []}, "has no shadow variant"),
        ({"DataCaptureConfig": {}}, "captures nothing"),
        ({"DataCaptureConfig": OFF}, "captures nothing"),
    ],
)
def test_what_cannot_be_compared_says_what_to_set(
    account: Account, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], hint: str
) -> None:
    endpoint(account, **changes)
    with pytest.raises(typer.Exit):
        compare(target=DEV, model="m", thresholds=LOOSE, now=NOW, hours=1, most=100)
    assert hint in capsys.readouterr().err
