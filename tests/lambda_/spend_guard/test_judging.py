"""States and stops come before roles and keys; AWS Budgets may freeze too; what is gone is held for good."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from spend_guard.api_requests import requests_of
from spend_guard.freezing import Freezer
from spend_guard.jobs import LONGEST
from spend_guard.orders import OrderError, Orders
from spend_guard.settings import Command
from tests.lambda_.spend_guard.world import NOON, POLICY, World, lease


@pytest.fixture
def world() -> World:
    return World()


def orders(world: World) -> Orders:
    freezer = Freezer(iam=world.iam, apigateway=world.apigateway, table=world.ledger.table, policy=POLICY)
    return Orders(leases=world.leases, freezer=freezer, class_name="demo")


def test_everything_is_stopped_before_the_first_role_and_key(world: World) -> None:
    left: list[tuple[int, bool]] = []
    world.apigateway.before = lambda: left.append((len(world.sagemaker.live()), world.frozen("binh")))
    for slug in ("an", "binh"):
        world.app(slug)
        world.used(slug, "1.01")
    world.run()
    assert left == [(0, True)] * 2


def test_a_run_freezes_so_many_roles_and_keys_the_most_overdrawn_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spend_guard.judging.MOST_HELD", 1)
    world.used("an", "1.01")
    world.used("binh", "1.50")
    assert (world.run().waiting, world.iam.attached) == (1, {"demo-binh"})
    assert world.frozen("an"), "and is stopped each minute"
    assert (world.minutes(1).waiting, world.iam.attached) == (0, {"demo-an", "demo-binh"})


def test_a_run_without_time_left_leaves_stops_and_roles_to_the_next(world: World) -> None:
    world.app("an")
    world.used("an", "1.01")
    report = world.run(left=lambda: 30.0)
    assert (report.waiting, report.stopped, world.frozen("an")) == (1, [], True)
    assert world.minutes(1).stopped
    assert world.iam.attached == {"demo-an"}


def test_a_frozen_student_without_role_or_key_is_held_for_good(world: World) -> None:
    world.iam.gone, world.apigateway.gone = {"demo-an"}, {"keybinh"}
    world.used("an", "1.01")
    world.used("binh", "1.01")
    assert world.run().failed == []
    assert (world.iam.attached, world.apigateway.disabled) == ({"demo-binh"}, {"keyan"})
    calls = world.apigateway.calls["update_api_key"]
    assert world.minutes(2).failed == []
    assert world.apigateway.calls["update_api_key"] == calls


def test_whom_aws_budgets_froze_is_frozen_here_too_and_can_be_unfrozen(world: World) -> None:
    world.app("an")
    world.iam.attached |= {"demo-an", "demo-x", "demo-y"}
    [verdict] = world.minutes(1).verdicts
    assert (verdict.lease.slug, verdict.state) == ("an", "frozen")
    assert verdict.reason.startswith("AWS Budgets has attached the freezing policy")
    assert (world.frozen("an"), world.apigateway.disabled) == (True, {"keyan"})
    assert world.sagemaker.live() == []
    orders(world).carry_out(Command(action="unfreeze", student="an"))
    assert world.lease("an").state == "active"
    assert "demo-an" not in world.iam.attached


def test_who_has_just_been_unfrozen_is_not_frozen_by_a_list_that_is_late(world: World) -> None:
    assert world.leases.change(world.lease("an"), state="active", reason="unfrozen", at=world.now)
    world.iam.attached.add("demo-an")  # what IAM still lists
    assert world.minutes(3).verdicts == []
    assert [one.lease.slug for one in world.minutes(3).verdicts] == ["an"] or world.frozen("an")


def test_an_order_unfreezes_whom_budgets_froze_before_the_guard_saw_it(world: World) -> None:
    world.iam.attached.add("demo-an")
    done = orders(world).carry_out(Command(action="unfreeze", student="an"))
    assert (done.state, world.iam.attached) == ("active", set())
    with pytest.raises(OrderError, match="an is not frozen but active"):
        orders(world).carry_out(Command(action="unfreeze", student="an"))


def test_a_list_of_the_frozen_that_fails_is_told_and_freezes_who_is_overdrawn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(**_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(world.iam, "list_entities_for_policy", late)
    world.used("an", "1.01")
    assert world.run().failed == ["list the frozen: TimeoutError"]
    assert world.iam.attached == {"demo-an"}


def test_an_older_classs_jobs_cost_a_new_one_nothing(world: World) -> None:
    job = world.sagemaker.add("transform", "demo-an-last-term", usd=1.41, type="ml.g5.xlarge")
    world.pass_time(3600)
    world.sagemaker.end(job, "Completed")
    world.pass_time(90 * 86_400)
    for slug in world.students:
        world.leases.delete("demo", slug)
        world.leases.put(lease(slug, granted=world.now))
    world.minutes(2)
    assert (world.lease("an").spent_usd, world.lease("an").state) == (0, "active")


def test_what_runs_on_from_an_older_class_costs_from_the_leases_beginning(world: World) -> None:
    job = world.sagemaker.add("training", "demo-an-old", usd=0.115)
    world.sagemaker.add("endpoint", "demo-binh-old", usd=0.115)
    world.pass_time(10 * 3600)
    for slug in world.students:
        world.leases.delete("demo", slug)
        world.leases.put(lease(slug, granted=world.now))
    world.minutes(60)
    world.sagemaker.end(job, "Completed")
    world.minutes(1)
    for slug in ("an", "binh"):
        assert float(world.lease(slug).spent_usd) == pytest.approx(0.115, rel=0.05)


def test_a_lease_keeps_its_beginning_when_its_terms_change(world: World) -> None:
    world.leases.put(lease("an", budget_usd=Decimal(3), granted=NOON + timedelta(days=30)))
    assert (world.lease("an").granted, world.lease("an").budget_usd) == (NOON, 3)


def test_jobs_that_run_are_asked_of_a_month_only(world: World) -> None:
    asked: list[dict[str, object]] = []
    listed = world.sagemaker.list_training_jobs

    def noted(**given: object) -> object:
        asked.append(given)
        return listed(**given)

    world.sagemaker.list_training_jobs = noted  # type: ignore[method-assign]
    world.guard = type(world.guard)(settings=world.settings, clients=world.clients)
    world.run()
    [running] = [one for one in asked if "StatusEquals" in one]
    assert running["CreationTimeAfter"] == world.now - LONGEST


def test_a_key_younger_than_a_day_is_counted_on_its_own_day() -> None:
    class Young:
        def get_usage(self, **_: object) -> dict[str, object]:
            return {"items": {"keyan": [[7, 993]]}}

    assert requests_of(Young(), plan="plan", now=NOON) == {"keyan": {NOON.date().isoformat(): 7}}
