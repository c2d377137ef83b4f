"""The function is called each minute, by hints, and by orders; it tells metrics, people, and who asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from class_ledger import heartbeat
from class_ledger.heartbeat import Heartbeat
from spend_guard import handler
from tests.lambda_.custom_resources.cloudformation import context
from tests.lambda_.spend_guard.sagemaker import refused
from tests.lambda_.spend_guard.world import PRICES, World


class Sns:
    def __init__(self) -> None:
        self.published: list[dict[str, str]] = []
        self.broken = False

    def publish(self, **asked: str) -> None:
        if self.broken:
            raise refused("KMSAccessDeniedException")
        self.published.append(asked)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    made.now = datetime.now(tz=UTC)
    variables = made.settings.model_dump(exclude={"prices", "hours"}, exclude_none=True)
    for name, value in variables.items():
        monkeypatch.setenv(f"LAB2API_{name.upper()}", str(value))
    monkeypatch.setenv("LAB2API_PRICES", json.dumps(PRICES))
    return made


@pytest.fixture(autouse=True)
def sns(world: World, monkeypatch: pytest.MonkeyPatch) -> Sns:
    made = Sns()
    clients: dict[str, Any] = {
        "sagemaker": world.sagemaker,
        "iam": world.iam,
        "apigateway": world.apigateway,
        "cloudwatch": world.cloudwatch,
        "sns": made,
    }
    monkeypatch.setattr(boto3, "client", lambda name, **_: clients[name])
    table = type("R", (), {"Table": lambda *_: world.ledger.table})
    monkeypatch.setattr(boto3, "resource", lambda *_, **__: table())
    return made


def test_a_minute_tells_metrics_and_nobody_where_nothing_happened(
    world: World, sns: Sns, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = handler.handle({"kind": "tick"}, context())
    assert answer == {"leases": 3, "stopped": [], "failed": []}
    [line] = [json.loads(one) for one in capsys.readouterr().out.splitlines() if '"Heartbeat"' in one]
    assert line["Heartbeat"] == 1
    assert sns.published == []


def test_people_hear_of_a_freeze_in_one_message(world: World, sns: Sns) -> None:
    world.used("an", "1.01")
    world.used("binh", "0.9")
    handler.handle({"kind": "tick"}, context())
    [message] = sns.published
    assert message["TopicArn"] == "arn:topic"
    assert message["Subject"] == "Class demo: 1 frozen, 1 warned"


def test_a_message_that_could_not_be_sent_is_sent_by_the_next_run_and_once(world: World, sns: Sns) -> None:
    world.used("an", "1.01")
    sns.broken = True
    with pytest.raises(ClientError, match="KMSAccessDeniedException"):
        handler.handle({"kind": "tick"}, context())
    assert world.frozen("an")
    sns.broken = False
    for _ in range(2):
        handler.handle({"kind": "tick"}, context())
    [message] = sns.published
    assert message["Subject"] == "Class demo: 1 frozen, 0 warned"


def test_a_run_whose_time_is_nearly_over_still_writes_state_heartbeat_and_message(
    world: World, sns: Sns
) -> None:
    world.used("an", "1.01")
    handler.handle({"kind": "tick"}, context(milliseconds=30_000))
    assert (world.frozen("an"), world.iam.attached, len(sns.published)) == (True, set(), 1)
    assert heartbeat.read(world.ledger.table, "demo")
    handler.handle({"kind": "tick"}, context())
    assert world.iam.attached == {"demo-an"}


def test_a_hint_just_after_a_run_starts_none(world: World) -> None:
    assert "skipped" not in handler.handle({"kind": "hint"}, context())
    calls = world.sagemaker.calls["list_apps"]
    assert handler.handle({"kind": "hint"}, context()) == {"skipped": True}
    assert world.sagemaker.calls["list_apps"] == calls
    old = Heartbeat(at=world.now - timedelta(seconds=30), leases=3, checked=3, running=0)
    heartbeat.write(world.ledger.table, "demo", old)
    assert "skipped" not in handler.handle({"kind": "hint"}, context())


def test_a_spent_budget_and_a_minute_are_never_skipped(world: World) -> None:
    for kind in ("tick", "over", "tick", "over"):
        assert handler.handle({"kind": kind}, context())["leases"] == 3


def test_an_order_is_carried_out_and_answered(world: World) -> None:
    world.app("an")
    answer = handler.handle({"action": "freeze", "student": "an", "reason": "exam"}, context())
    assert (answer["state"], answer["reason"]) == ("frozen", "exam")
    assert len(answer["stopped"]) == 1
    assert world.sagemaker.live("app") == []


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"action": "unfreeze", "student": "an"}, "an is not frozen but active"),
        ({"action": "freeze", "student": "../x"}, "student"),
        ({"action": "melt", "student": "an"}, "action"),
        ({"action": "unfreeze", "student": "an", "budget_usd": "-1"}, "budget_usd"),
    ],
)
def test_a_wrong_order_is_refused_by_its_field_and_changes_nothing(
    world: World, order: dict[str, str], said: str
) -> None:
    assert said in handler.handle(order, context())["refused"]
    assert world.lease("an").state == "active"


def test_a_variable_that_is_missing_or_unknown_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB2API_SURPRISE", "1")
    with pytest.raises(ValueError, match="surprise"):
        handler.handle({"kind": "tick"}, context())
