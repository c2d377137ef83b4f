"""A shadow over the wire: callers only meet production, and S3 holds both answers to compare."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Client
from tests.local.echo_emulator import echoing
from tests.local.hosted import BUCKET, configure, counted, invoke, settle
from tests.local.processes import kill
from tests.local.waiting import until

REQUESTS = 20


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def shadowed(aws: Client, name: str, *, weight: float = 1.0) -> dict[str, Any]:
    """Make an endpoint whose variant `a` (old) has the shadow `b` (new), all captured."""
    configure(aws, f"{name}-models", a="old", b="new")
    config = aws("sagemaker").describe_endpoint_config(EndpointConfigName=f"{name}-models")
    production, shadow = config["ProductionVariants"]
    aws("sagemaker").create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[production],
        ShadowProductionVariants=[shadow | {"InitialVariantWeight": weight}],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": f"s3://{BUCKET}/captured",
            "CaptureOptions": [{"CaptureMode": "InputAndOutput"}],
            "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]},
        },
    )
    aws("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=name)
    return settle(aws, name)


def captured(aws: Client, endpoint: str, variant: str, *, least: int) -> dict[str, dict[str, Any]]:
    """Return the captured events of a variant by id, once there are so many."""
    events: dict[str, dict[str, Any]] = {}

    def enough() -> bool:
        nonlocal events
        found = aws("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"captured/{endpoint}/{variant}/")
        for row in found.get("Contents", []):
            body = aws("s3").get_object(Bucket=BUCKET, Key=row["Key"])["Body"].read()
            lines = [json.loads(line) for line in body.splitlines()]
            events |= {line["eventMetadata"]["eventId"]: line for line in lines}
        return len(events) >= least

    until(enough, f"event {least} of {variant}")
    return events


def model_of(event: dict[str, Any]) -> Any:
    return json.loads(event["captureData"]["endpointOutput"]["data"])["model"]


def test_callers_meet_production_only_and_both_answers_can_be_joined(aws: Client) -> None:
    described = shadowed(aws, "pair")
    assert described["EndpointStatus"] == "InService"
    assert [v["VariantName"] for v in described["ShadowProductionVariants"]] == ["b"]
    assert described["DataCaptureConfig"]["CaptureStatus"] == "Started"
    answers = [invoke(aws, "pair", InferenceId=f"id-{number}") for number in range(REQUESTS)]
    assert {(answer["variant"], answer["model"]) for answer in answers} == {("a", "old")}
    production = captured(aws, "pair", "a", least=REQUESTS)
    shadow = captured(aws, "pair", "b", least=REQUESTS)
    assert production.keys() == shadow.keys()
    for event_id, event in production.items():
        twin = shadow[event_id]
        assert event["captureData"]["endpointInput"] == twin["captureData"]["endpointInput"]
        assert event["eventMetadata"]["inferenceId"] == twin["eventMetadata"]["inferenceId"]
        assert (model_of(event), model_of(twin)) == ("old", "new")
    assert counted(aws, "pair", "Invocations", least=REQUESTS, variant="b") == REQUESTS
    assert counted(aws, "pair", "ModelLatency", least=1, variant="b") > 0


def test_a_shadow_is_no_target(aws: Client) -> None:
    shadowed(aws, "aimed")
    with pytest.raises(ClientError, match="Variant b not found"):
        invoke(aws, "aimed", TargetVariant="b")


def test_a_shadow_without_weight_gets_nothing(aws: Client) -> None:
    shadowed(aws, "silent", weight=0)
    for _ in range(5):
        invoke(aws, "silent")
    captured(aws, "silent", "a", least=5)
    assert not aws("s3").list_objects_v2(Bucket=BUCKET, Prefix="captured/silent/b/").get("Contents")


def test_a_shadow_that_is_killed_again_and_again_costs_production_nothing(aws: Client) -> None:
    shadowed(aws, "mortal")
    invoke(aws, "mortal")
    pid = json.loads(
        next(iter(captured(aws, "mortal", "b", least=1).values()))["captureData"]["endpointOutput"]["data"]
    )["pid"]
    kill(pid)
    answers = [invoke(aws, "mortal") for _ in range(REQUESTS)]
    assert {answer["model"] for answer in answers} == {"old"}
    assert len(captured(aws, "mortal", "a", least=REQUESTS + 1)) == REQUESTS + 1
    assert counted(aws, "mortal", "Invocation5XXErrors", least=0) == 0


def test_what_was_captured_last_is_written_when_the_endpoint_goes(aws: Client) -> None:
    shadowed(aws, "leaving")
    for _ in range(3):
        invoke(aws, "leaving")
    aws("sagemaker").delete_endpoint(EndpointName="leaving")
    assert len(captured(aws, "leaving", "a", least=3)) == 3


def test_two_production_variants_cannot_have_a_shadow(aws: Client) -> None:
    configure(aws, "crowd-models", a="1", b="2")
    models = aws("sagemaker").describe_endpoint_config(EndpointConfigName="crowd-models")
    with pytest.raises(ClientError, match="exactly one ProductionVariant"):
        aws("sagemaker").create_endpoint_config(
            EndpointConfigName="crowd",
            ProductionVariants=models["ProductionVariants"],
            ShadowProductionVariants=[models["ProductionVariants"][0] | {"VariantName": "c"}],
        )
