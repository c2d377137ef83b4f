"""Captured requests are SageMaker's JSON lines, in its folders, and none that was accepted is lost."""

import base64
import json
import re
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from local.hosting.capture import Capture, CaptureSettings
from local.hosting.capture_writer import CaptureWriter
from local.hosting.invocation import Invocation, Outcome
from local.jobs.errors import ClientError

AT = datetime(2026, 10, 5, 7, 8, 9, tzinfo=UTC)
ASKED = Invocation(
    body=b"1,2\n", headers={"Content-Type": "text/csv"}, inference_id="i-1", event_id="e-1", time=AT
)
SAID = Outcome(
    status=200, microseconds=1, data=b'{"p": 1}', headers={"Content-Type": "application/json; charset=utf-8"}
)


class Bucket:
    """Keeps what is put, by address."""

    def __init__(self, *, broken: bool = False) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = broken

    def put(self, body: bytes, *, uri: str, key_id: str | None) -> None:
        if self.broken:
            raise ClientError("no such bucket")
        self.objects[uri] = body

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for body in self.objects.values() for line in body.splitlines()]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    made = Bucket()
    monkeypatch.setattr(
        "local.hosting.capture.CaptureWriter", lambda **more: CaptureWriter(put=made.put, **more)
    )
    return made


def capture(**changes: Any) -> Capture:
    config = {
        "EnableCapture": True,
        "InitialSamplingPercentage": 100,
        "DestinationS3Uri": "s3://bucket/captured/",
        "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        "CaptureContentTypeHeader": {
            "CsvContentTypes": ["text/csv"],
            "JsonContentTypes": ["application/json"],
        },
    }
    settings = CaptureSettings.of({"DataCaptureConfig": config | changes})
    assert settings is not None
    return Capture(settings=settings, endpoint="churn")


def test_a_line_is_what_sagemaker_writes(bucket: Bucket) -> None:
    captured = capture()
    captured.add("AllTraffic", ASKED, SAID)
    captured.close()
    ((uri, body),) = bucket.objects.items()
    assert re.fullmatch(
        r"s3://bucket/captured/churn/AllTraffic/2026/10/05/07/\d\d-\d\d-\d{3}-[0-9a-f-]{36}\.jsonl", uri
    )
    assert body.endswith(b"\n")
    assert bucket.lines() == [
        {
            "captureData": {
                "endpointInput": {
                    "observedContentType": "text/csv",
                    "mode": "INPUT",
                    "data": "1,2\n",
                    "encoding": "CSV",
                },
                "endpointOutput": {
                    "observedContentType": "application/json; charset=utf-8",
                    "mode": "OUTPUT",
                    "data": '{"p": 1}',
                    "encoding": "JSON",
                },
            },
            "eventMetadata": {
                "eventId": "e-1",
                "inferenceId": "i-1",
                "inferenceTime": "2026-10-05T07:08:09Z",
            },
            "eventVersion": "0",
        }
    ]


def test_without_content_types_bodies_are_base64(bucket: Bucket) -> None:
    captured = capture(CaptureContentTypeHeader={})
    captured.add("v", ASKED, SAID)
    captured.close()
    side = bucket.lines()[0]["captureData"]["endpointInput"]
    assert (side["encoding"], base64.b64decode(side["data"])) == ("BASE64", b"1,2\n")


@pytest.mark.parametrize(
    ("mode", "sides"),
    [
        ("Input", {"endpointInput"}),
        ("Output", {"endpointOutput"}),
        ("InputAndOutput", {"endpointInput", "endpointOutput"}),
    ],
)
def test_only_the_chosen_directions_are_written(bucket: Bucket, mode: str, sides: set[str]) -> None:
    captured = capture(CaptureOptions=[{"CaptureMode": mode}])
    captured.add("v", ASKED, SAID)
    captured.close()
    assert bucket.lines()[0]["captureData"].keys() == sides


def test_the_sample_is_the_percentage() -> None:
    captured = capture(InitialSamplingPercentage=20)
    assert [captured.samples(pick=lambda drawn=drawn: drawn) for drawn in (0.0, 0.19, 0.2, 0.99)] == [  # type: ignore[misc]
        True, True, False, False,
    ]  # fmt: skip
    captured.close()


def test_an_answer_that_failed_is_not_captured(bucket: Bucket) -> None:
    captured = capture()
    captured.add("v", ASKED, Outcome(status=500, microseconds=1))
    captured.close()
    assert bucket.objects == {}


def test_capture_that_is_switched_off_is_none() -> None:
    off = {"InitialSamplingPercentage": 1, "DestinationS3Uri": "s3://b/c", "CaptureOptions": []}
    assert CaptureSettings.of({"DataCaptureConfig": off}) is None
    assert CaptureSettings.of({}) is None


def test_every_line_that_was_accepted_is_written_before_the_writer_has_closed() -> None:
    bucket = Bucket()
    writer = CaptureWriter(folder="s3://b/e", key_id=None, put=bucket.put)

    def add(start: int) -> None:
        for number in range(start, start + 400):
            writer.add(variant="v", time=AT, line=json.dumps({"n": number}))

    threads = [threading.Thread(target=add, args=(start,)) for start in range(0, 2000, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert sorted(line["n"] for line in bucket.lines()) == list(range(2000))
    assert writer.lost == 0
    assert len(bucket.objects) < 20
    writer.add(variant="v", time=AT, line="{}")
    assert writer.lost == 1


def test_lines_that_s3_does_not_take_are_counted_and_said(caplog: pytest.LogCaptureFixture) -> None:
    writer = CaptureWriter(folder="s3://b/e", key_id=None, put=Bucket(broken=True).put)
    for _ in range(3):
        writer.add(variant="v", time=AT, line="{}")
    writer.close()
    assert writer.lost == 3
    assert "no such bucket" in caplog.text
