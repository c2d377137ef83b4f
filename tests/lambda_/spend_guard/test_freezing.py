"""Warned once, frozen whole, tried again until it is done, given back by order; and the night is quiet."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from spend_guard.freezing import Freezer
from spend_guard.orders import OrderError, Orders
from spend_guard.settings import Command
from spend_guard.telling import message, metric_line
from tests.lambda_.spend_guard.world import NOON, POLICY, World, lease

HOURS = json.dumps(
    {
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "begin": "08:00",
        "end": "18:00",
        "offsets": [{"since": 0, "seconds": 7 * 3600}],
    }
)


@pytest.fixture
def world() -> World:
    return World()


def orders(world: World) -> Orders:
    freezer = Freezer(iam=world.iam, apigateway=world.apigateway, table=world.ledger.table, policy=POLICY)
    return Orders(leases=world.leases, freezer=freezer, class_name="demo")


def overspend(world: World, slug: str = "an") -> None:
    world.used(slug, "1.01")


def test_a_student_is_warned_once_and_by_name_of_what_costs(world: World) -> None:
    world.used("an", "0.81")
    world.app("an")
    reports = [world.minutes(1) for _ in range(4)]
    [verdict] = [one for report in reports for one in report.verdicts]
    assert (verdict.state, verdict.lease.slug) == ("warned", "an")
    assert verdict.reason.startswith("spent USD 0.81 of 1.00; the most of what is metered now: ai/translate")
    assert world.lease("an").state == "warned"
    assert world.sagemaker.live("app"), "a warning stops nothing"


def test_who_is_frozen_loses_role_and_key_and_all_that_runs_but_the_disk(world: World) -> None:
    world.app("an")
    world.canvas("an")
    world.sagemaker.add("space", "demo-an-lab", usd=0, extra={"owner": "demo-an"})
    for kind in ("endpoint", "training", "processing", "transform", "tuning", "automl"):
        world.sagemaker.add(kind, f"demo-an-{kind}", usd=0.1)
    world.app("binh")
    overspend(world)
    report = world.minutes(1)
    assert {one.kind for one in world.sagemaker.live()} == {"app", "space"}
    assert [one.name for one in world.sagemaker.live("app")] == ["demo-binh-lab"]
    assert (world.iam.attached, world.apigateway.disabled) == ({"demo-an"}, {"keyan"})
    assert len(report.stopped) == 8
    assert world.lease("an").reason.startswith("spent USD 1.10 of 1.00; the most")


def test_a_freeze_that_failed_half_way_is_made_good_the_next_minute(world: World) -> None:
    world.app("an")
    overspend(world)
    world.iam.broken = True
    report = world.minutes(1)
    assert report.failed == ["freeze demo-an: ServiceFailure"]
    assert world.frozen("an"), "the portal lets nobody in from now on"
    assert world.sagemaker.live("app") == [], "what can be stopped is stopped"
    assert world.apigateway.disabled == {"keyan"}, "and the key, which fails by itself, is off"
    world.iam.broken = False
    assert world.minutes(1).failed == []
    assert (world.iam.attached, world.apigateway.disabled) == ({"demo-an"}, {"keyan"})
    calls = world.apigateway.calls["update_api_key"]
    world.minutes(3)
    assert world.apigateway.calls["update_api_key"] == calls, "and is not done again and again"


def test_what_cannot_be_stopped_is_told_and_tried_again(world: World) -> None:
    world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    overspend(world)
    world.sagemaker.broken = {"delete_endpoint": "AccessDeniedException"}
    for _ in range(3):
        report = world.minutes(1)
        assert report.not_stopped == ["endpoint: AccessDeniedException"]
    world.sagemaker.broken = {}
    assert world.minutes(1).not_stopped == []
    assert world.sagemaker.live("endpoint") == []


def test_what_a_frozen_student_starts_after_all_is_stopped_within_a_minute(world: World) -> None:
    overspend(world)
    world.minutes(1)
    world.app("an")
    world.minutes(1)
    assert world.sagemaker.live("app") == []


def test_the_dearest_is_stopped_first_and_no_run_stops_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spend_guard.stopping.MOST_STOPPED", 2)
    for number, (name, usd) in enumerate(
        (("ml.t3.medium", 0.05), ("ml.g5.xlarge", 1.41), ("ml.m5.large", 0.115))
    ):
        world.sagemaker.add("endpoint", f"demo-an-e{number}", usd=usd, type=name)
    overspend(world)
    world.minutes(1)
    assert [one.type for one in world.sagemaker.live("endpoint")] == ["ml.t3.medium"]
    world.minutes(1)
    assert world.sagemaker.live("endpoint") == []


def test_unfreezing_gives_back_role_and_key_and_takes_a_larger_budget(world: World) -> None:
    overspend(world)
    world.minutes(1)
    with pytest.raises(OrderError, match=r"spent USD 1\.01 of 1\.00 and would be frozen again at once"):
        orders(world).carry_out(Command(action="unfreeze", student="an"))
    done = orders(world).carry_out(Command(action="unfreeze", student="an", budget_usd=Decimal(2)))
    assert (done.state, world.lease("an").budget_usd) == ("active", 2)
    assert (world.iam.attached, world.apigateway.disabled) == (set(), set())
    world.app("an")
    world.minutes(3)
    assert world.lease("an").state == "active"
    assert len(world.sagemaker.live("app")) == 1


def test_whom_a_run_held_after_the_order_to_unfreeze_is_let_go_the_next_minute(world: World) -> None:
    overspend(world)
    world.minutes(1)
    frozen = world.lease("an")
    orders(world).carry_out(Command(action="unfreeze", student="an", budget_usd=Decimal(2)))
    freezer = Freezer(iam=world.iam, apigateway=world.apigateway, table=world.ledger.table, policy=POLICY)
    freezer.hold(frozen)  # what a run does that has read the lease before the order
    world.minutes(1)
    assert (world.iam.attached, world.apigateway.disabled) == (set(), set())
    assert world.lease("an").state == "active"


def test_who_is_unfrozen_near_the_budget_is_warned_already(world: World) -> None:
    overspend(world)
    world.minutes(1)
    order = Command(action="unfreeze", student="an", budget_usd=Decimal("1.2"))
    assert orders(world).carry_out(order).state == "warned"


def test_an_order_freezes_and_stays_until_another_order(world: World) -> None:
    world.app("an")
    done = orders(world).carry_out(Command(action="freeze", student="an", reason="exam"))
    assert (done.state, done.reason) == ("frozen", "exam")
    world.minutes(2)
    assert world.sagemaker.live("app") == []
    assert world.lease("an").reason == "exam"


@pytest.mark.parametrize(
    ("state", "order", "said"),
    [
        ("active", {"action": "unfreeze"}, "an is not frozen but active"),
        ("wiping", {"action": "freeze"}, "an is wiping: the teardown has this sandbox"),
        ("ended", {"action": "unfreeze"}, "an is ended"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    world: World, state: str, order: dict[str, str], said: str
) -> None:
    if state != "active":
        assert world.leases.change(world.lease("an"), state=state, reason="")  # type: ignore[arg-type]
    with pytest.raises(OrderError, match=said):
        orders(world).carry_out(Command.model_validate({"student": "an", **order}))


def test_an_order_for_nobody_is_refused(world: World) -> None:
    with pytest.raises(OrderError, match="nobody has no lease in demo"):
        orders(world).carry_out(Command(action="freeze", student="nobody"))


def test_the_teardowns_sandboxes_are_metered_and_nothing_of_theirs_runs(world: World) -> None:
    assert world.leases.change(world.lease("an"), state="wiping", reason="")
    world.app("an")
    overspend(world)
    world.minutes(2)
    assert (world.lease("an").state, len(world.sagemaker.live("app"))) == ("wiping", 0)
    assert float(world.lease("an").spent_usd) > 1.01


def test_outside_its_hours_nothing_of_the_class_runs() -> None:
    world = World(hours=HOURS)
    for slug in world.students:
        world.app(slug)
    world.minutes(5)
    assert len(world.sagemaker.live("app")) == 3
    world.now = NOON + timedelta(hours=6, minutes=1)  # 18:01
    assert len(world.run().stopped) == 3
    assert [world.lease(slug).state for slug in world.students] == ["active"] * 3


def test_after_its_end_nothing_of_the_class_runs(world: World) -> None:
    world.leases.put(lease("an", ends=NOON + timedelta(minutes=3)))
    world.app("an")
    world.app("binh")
    world.minutes(2)
    assert len(world.sagemaker.live("app")) == 2
    world.minutes(1)
    assert [one.name for one in world.sagemaker.live("app")] == ["demo-binh-lab"]


def test_an_endpoint_that_nobody_asks_is_deleted_and_one_that_is_asked_stays(world: World) -> None:
    for name in ("idle", "used"):
        world.sagemaker.add("endpoint", f"demo-an-{name}", usd=0.115)
    world.sagemaker.add("endpoint", "demo-an-serverless", usd=0, memory_mb=2048)
    for _ in range(5):
        world.cloudwatch.put("Invocations", "demo-an-used", 1)
        world.minutes(14)
    assert {one.name for one in world.sagemaker.live("endpoint")} == {"demo-an-used", "demo-an-serverless"}
    world.minutes(70)
    assert {one.name for one in world.sagemaker.live("endpoint")} == {"demo-an-serverless"}


def test_the_message_names_slugs_and_what_to_do(world: World) -> None:
    overspend(world)
    world.used("binh", "0.9")
    subject, text = message([one.news for one in world.minutes(1).verdicts], class_name="demo")
    assert subject == "Class demo: 1 frozen, 1 warned"
    assert "frozen: demo-an, spent USD 1.01 of 1.00" in text
    assert "lab2api class unfreeze demo --student SLUG --budget USD" in text


def test_a_message_for_a_whole_class_stays_short(world: World) -> None:
    overspend(world)
    [one] = world.minutes(1).verdicts
    subject, text = message([one.news] * 1000, class_name="demo")
    assert subject == "Class demo: 1000 frozen, 0 warned"
    assert len(text) < 20_000
    assert "and 900 more" in text


def test_the_metrics_say_that_it_ran_and_what_it_missed(world: World) -> None:
    world.sagemaker.broken = {"list_spaces": "ThrottlingException"}
    told = json.loads(metric_line(world.run(), environment="classroom", class_name="demo", now=world.now))
    assert (told["Heartbeat"], told["Unchecked"], told["Failures"]) == (1, 3, 1)
    assert (told["Environment"], told["Class"]) == ("classroom", "demo")
