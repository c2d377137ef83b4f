"""A canary of a bad model under load: it rolls back by its alarm, loses nothing, and few callers see it."""

import json
import math
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local import ports, process
from local.settings import Settings
from tests.local.canary_template import ENDPOINT, NAMESPACE, SHARE, template
from tests.local.conftest import Client, client_of
from tests.local.deployment import deploy
from tests.local.hosted import packed
from tests.local.load import Load, Seen, counts
from tests.local.waiting import until

RATE = 50
BUCKET = "canary-models"
STACK = "canary"
BAD = {
    "failing": ({"fail": True}, "Errors"),
    "slow": ({"seconds": 5}, "Slow"),
    "wrong": ({"answer": "wrong"}, "Wrong"),
}


@dataclass
class Endpoint:
    """The deployed endpoint under load."""

    client: Client
    load: Load

    def update(self, version: str, *, wait_seconds: int, **behaviour: Any) -> tuple[str, float, float]:
        """Deploy a version through CloudFormation; the stack's status, and when it began and ended."""
        url = place(self.client, version, **behaviour)
        began = time.monotonic()
        status = deploy(
            self.client("cloudformation"), STACK, None, update=True,
            ModelDataUrl=url, WaitSeconds=str(wait_seconds),
        )  # fmt: skip
        return status, began, time.monotonic()

    def answered(self, start: float, end: float) -> list[Seen]:
        """Return what was sent in this time, once all that was sent until then is answered."""
        until(lambda: time.monotonic() > end)
        sent = self.load.sent
        until(lambda: len(self.load.seen) >= sent, "the last answer")
        return self.load.between(start, end)

    def last_failure(self) -> str:
        """Return why CloudFormation says that the endpoint failed the last time."""
        events = self.client("cloudformation").describe_stack_events(StackName=STACK)["StackEvents"]
        failed = [event for event in events if event["ResourceStatus"] == "UPDATE_FAILED"]
        return str(failed[0]["ResourceStatusReason"])

    def alarms_are_quiet(self) -> None:
        cloudwatch = self.client("cloudwatch")
        until(lambda: not cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"], "quiet")


def place(client: Client, version: str, **behaviour: Any) -> str:
    key = f"{version}/model.tar.gz"
    body = packed(json.dumps({"version": version} | behaviour))
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
    return f"s3://{BUCKET}/{key}"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    code = tmp_path_factory.mktemp("code")
    shutil.copy(Path(__file__).parent / "versioned_server.py", code / "serve.py")
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("state"), model_code=code)
    process.start(settings)
    try:
        client = client_of(settings)
        client("s3").create_bucket(Bucket=BUCKET)
        url = place(client, "v1")
        cloudformation, cloudwatch = client("cloudformation"), client("cloudwatch")
        assert (
            deploy(cloudformation, STACK, template(), ModelDataUrl=url, WaitSeconds="2") == "CREATE_COMPLETE"
        )

        def measure(seen: Seen) -> None:
            datum = {"MetricName": "WrongAnswers", "Value": float(seen.answer == "wrong"), "Unit": "Count"}
            cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=[datum])

        with Load(settings, ENDPOINT, rate=RATE, after=measure) as load:
            yield Endpoint(client=client, load=load)
        assert load.sent == len(load.seen)
        assert counts(load.seen).get("lost", 0) == 0
    finally:
        process.stop(settings)


def test_a_good_model_takes_over_without_a_lost_request(endpoint: Endpoint) -> None:
    status, began, ended = endpoint.update("v2", wait_seconds=3)
    assert status == "UPDATE_COMPLETE"
    during = counts(endpoint.load.between(began, ended))
    print(f"\ncanary of a good model: {ended - began:.1f} s, {during}")
    assert during.keys() == {"v1", "v2"}
    assert counts(endpoint.answered(ended, ended + 0.5)).keys() == {"v2"}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_model_rolls_back_by_its_alarm(endpoint: Endpoint, kind: str) -> None:
    behaviour, alarm = BAD[kind]
    endpoint.alarms_are_quiet()
    status, began, ended = endpoint.update(f"{kind}-model", wait_seconds=60, **behaviour)
    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert alarm in endpoint.last_failure()
    after = endpoint.answered(ended, ended + 1)
    during = endpoint.load.between(began, ended)
    bad = [seen for seen in during if seen.status != 200 or seen.version == f"{kind}-model"]
    report(kind, during, bad, began, ended)
    assert 0 < len(bad) <= most(len(during))
    assert counts(during).get("lost", 0) == 0
    assert counts(after).keys() == {"v2"}
    described = endpoint.client("sagemaker").describe_endpoint(EndpointName=ENDPOINT)
    assert described["EndpointStatus"] == "InService"
    assert alarm in described["FailureReason"]


def most(requests: int) -> float:
    """The canary's share and four standard deviations of it: each request is a draw of its own."""
    share = SHARE / 100
    return requests * share + 4 * math.sqrt(requests * share * (1 - share))


def report(kind: str, during: list[Seen], bad: list[Seen], began: float, ended: float) -> None:
    first, last = min(seen.sent for seen in bad), max(seen.sent for seen in bad)
    print(
        f"\ncanary of a {kind} model: {len(during)} requests, {counts(during)}; {len(bad)} saw it "
        f"({100 * len(bad) / len(during):.1f} %); {last - first:.1f} s from its first request to its last, "
        f"{ended - began:.1f} s until the stack was rolled back"
    )
