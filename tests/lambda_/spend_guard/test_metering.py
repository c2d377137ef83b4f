"""What runs is counted in full, once, and in the right student's name, however short it ran."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.lambda_.spend_guard.world import NOON, World, lease


@pytest.fixture
def world() -> World:
    return World()


def spent(world: World, slug: str) -> float:
    return float(world.lease(slug).spent_usd)


def test_an_app_costs_from_its_first_second_until_it_is_seen_to_be_gone(world: World) -> None:
    app = world.app("an")
    world.minutes(60)
    assert spent(world, "an") == pytest.approx(0.05, abs=1e-6)
    world.sagemaker.end(app, "Deleted")
    world.minutes(5)
    assert 0.05 <= spent(world, "an") <= 0.05 * 61 / 60 + 1e-6, "until it was seen to be gone"
    assert world.meters.open("demo") == {}
    assert [meter.kind for meter in world.meters.of_student("demo", "an")] == ["app"]
    assert spent(world, "binh") == 0


def test_a_job_that_began_and_ended_between_two_runs_is_counted_exactly_and_once(world: World) -> None:
    world.run()
    world.pass_time(5)
    job = world.sagemaker.add("training", "demo-an-quick", usd=1.41, type="ml.g5.xlarge")
    world.pass_time(40)
    world.sagemaker.end(job, "Completed")
    world.minutes(20)
    assert spent(world, "an") == pytest.approx(1.41 * 40 / 3600, abs=1e-6)


def test_an_app_that_began_and_ended_between_two_runs_is_counted_until_it_is_seen(world: World) -> None:
    world.run()
    world.pass_time(20)
    app = world.app("an")
    world.pass_time(20)
    world.sagemaker.end(app, "Deleted")
    world.minutes(10)
    assert world.spent["an"] <= spent(world, "an") <= 0.05 * 80 / 3600 + 1e-6


@pytest.mark.parametrize("kind", ["training", "processing", "transform"])
def test_a_jobs_bill_is_its_own_times_not_ours(world: World, kind: str) -> None:
    """It waited ten minutes for a machine, which nobody pays."""
    job = world.sagemaker.add(kind, "demo-an-job", usd=0, count=2)
    job.started = NOON + timedelta(minutes=10)
    world.minutes(10)
    thought = spent(world, "an")
    job.usd = 0.23
    world.minutes(30)
    assert spent(world, "an") > thought > 0
    world.sagemaker.end(job, "Completed")
    world.minutes(2)
    assert spent(world, "an") == pytest.approx(0.23 / 2, abs=1e-6)


def test_a_tuning_job_costs_what_its_training_jobs_cost(world: World) -> None:
    world.sagemaker.add("tuning", "demo-an-tune", usd=0)
    for number in range(3):
        world.sagemaker.add("training", f"demo-an-tune-{number:03}-abc", usd=0.115)
    world.minutes(30)
    assert spent(world, "an") == pytest.approx(0.115 * 3 / 2, abs=1e-6)


def test_an_autopilot_job_is_metered_as_a_whole_and_not_its_parts_too(world: World) -> None:
    world.sagemaker.add("automl", "demo-an-auto", usd=2.765)
    world.sagemaker.add("training", "demo-an-auto-tr-1", usd=0)
    world.minutes(6)
    assert spent(world, "an") == pytest.approx(0.2765, abs=1e-6)


def test_an_endpoint_that_changed_is_asked_again_and_costs_more_from_then_on(world: World) -> None:
    endpoint = world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    world.minutes(30)
    asked = world.sagemaker.calls["describe_endpoint"]
    assert asked == 1, "once, not each minute"
    endpoint.count, endpoint.modified, endpoint.usd = 2, world.now, 0.23
    world.minutes(30)
    assert spent(world, "an") == pytest.approx(0.115 / 2 + 0.23 / 2, abs=0.005)


def test_a_serverless_endpoint_costs_by_what_its_model_worked(world: World) -> None:
    world.sagemaker.add("endpoint", "demo-an-e", usd=0, memory_mb=2048)
    world.minutes(5)
    assert spent(world, "an") == 0
    for _ in range(3):
        world.cloudwatch.put("Invocations", "demo-an-e", 600)
        world.cloudwatch.put("ModelLatency", "demo-an-e", 60_000_000)
        world.minutes(1)
    world.minutes(4)
    assert spent(world, "an") == pytest.approx(3 * 60 * 2 * 0.00002, abs=1e-6)


def test_a_type_without_a_price_costs_the_dearest_and_is_said_to(world: World) -> None:
    world.sagemaker.add("training", "demo-an-p5", usd=98.32, type="ml.p5.48xlarge")
    report = world.minutes(1)
    assert spent(world, "an") == pytest.approx(98.32 / 60, abs=1e-4)
    assert report.assumed == 1
    [meter] = world.meters.open("demo").values()
    assert "ml.p5.48xlarge has no price here" in meter.note


def test_more_than_a_run_can_ask_for_costs_the_dearest_allowed_until_it_is_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spend_guard.counting.MOST_ASKED", 0)
    world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    world.minutes(1)
    assert spent(world, "an") == pytest.approx(1.41 / 60, abs=1e-6)
    monkeypatch.setattr("spend_guard.counting.MOST_ASKED", 300)
    world.minutes(59)
    assert spent(world, "an") == pytest.approx(0.115, abs=1e-6), "and then what it really cost"


@pytest.mark.parametrize(
    ("settings", "gigabytes"),
    [({}, 5), ({"SpaceStorageSettings": {"EbsStorageSettings": {"EbsVolumeSizeInGb": 50}}}, 50)],
    ids=["the domain's size", "its own"],
)
def test_a_disk_costs_until_its_space_is_deleted(
    world: World, settings: dict[str, Any], gigabytes: int
) -> None:
    extra = {"owner": "demo-an", "settings": settings}
    space = world.sagemaker.add("space", "demo-an-lab", usd=0, extra=extra)
    world.minutes(60)
    world.sagemaker.end(space, "Deleted")
    world.minutes(2)
    assert spent(world, "an") == pytest.approx(0.112 * gigabytes / 730, rel=0.05)


def test_requests_are_counted_by_key_and_never_go_back(world: World) -> None:
    day = NOON.date().isoformat()
    world.apigateway.used["keyan", day] = 1000
    world.minutes(3)
    assert spent(world, "an") == pytest.approx(0.005)
    world.apigateway.used["keyan", day] = 10
    world.minutes(3)
    assert spent(world, "an") == pytest.approx(0.005)


def test_names_of_others_are_nobodys(world: World) -> None:
    """`demo-anna` is not `demo-an`'s, nor is a class `demos`; what has our prefix and no lease is told."""
    world.sagemaker.add("endpoint", "demo-anna-e", usd=1)
    world.sagemaker.add("endpoint", "demos-an-e", usd=1)
    world.sagemaker.add("training", "xdemo-an-t", usd=1)
    report = world.minutes(1)
    assert (report.running, report.strangers) == (0, 1)
    assert [spent(world, slug) for slug in world.students] == [0, 0, 0]


def test_overlapping_runs_count_once(world: World) -> None:
    world.app("an")
    world.minutes(10)
    world.pass_time(60)
    steps = world.guard.run(world.now), world.guard.run(world.now)
    assert [step.unchecked for step in steps] == [0, 0]
    assert spent(world, "an") == pytest.approx(0.05 * 11 / 60, abs=1e-6)


def test_a_list_that_fails_ends_no_meter_and_leaves_nobody_checked(world: World) -> None:
    world.app("an")
    world.sagemaker.add("training", "demo-an-t", usd=0.115)
    world.minutes(2)
    world.sagemaker.broken = {"list_apps": "ThrottlingException"}
    report = world.minutes(1)
    assert report.unchecked == report.leases == 3
    assert report.failed == ["list app: ThrottlingException"]
    assert {meter.kind for meter in world.meters.open("demo").values()} == {"app", "training"}
    world.sagemaker.broken = {}
    assert world.minutes(1).unchecked == 0
    assert spent(world, "an") == pytest.approx((0.05 + 0.115) * 4 / 60, abs=1e-5)


def test_a_job_that_ran_while_lists_failed_for_an_hour_is_counted(world: World) -> None:
    world.minutes(1)
    world.sagemaker.broken = {"list_training_jobs": "AccessDenied"}
    job = world.sagemaker.add("training", "demo-an-t", usd=1.41, type="ml.g5.xlarge")
    world.minutes(5)
    world.sagemaker.end(job, "Completed")
    world.minutes(60)
    world.sagemaker.broken = {}
    world.minutes(1)
    assert spent(world, "an") == pytest.approx(1.41 * 5 / 60, abs=1e-6)


def test_an_app_that_ran_while_apps_could_not_be_listed_is_counted(world: World) -> None:
    world.minutes(1)
    world.sagemaker.broken = {"list_apps": "ThrottlingException"}
    app = world.app("an")
    world.minutes(3)
    world.sagemaker.end(app, "Deleted")
    world.minutes(3)
    world.sagemaker.broken = {}
    world.minutes(5)
    assert world.spent["an"] <= spent(world, "an") <= 0.05 * 7 / 60 + 1e-6


def test_an_endpoint_whose_configuration_is_gone_costs_the_dearest_allowed_and_may_still_be_idle(
    world: World,
) -> None:
    world.sagemaker.add("endpoint", "demo-an-e", usd=0.115, count=2)
    world.sagemaker.deleted_configs.add("demo-an-e")
    report = world.minutes(6)
    assert spent(world, "an") == pytest.approx(2 * 1.41 / 10, abs=1e-6)
    assert report.assumed == 1
    [meter] = world.meters.open("demo").values()
    assert "configuration is gone" in meter.note
    world.leases.put(lease("an", budget_usd=Decimal(100)))
    world.minutes(60)
    assert world.sagemaker.live("endpoint") == [], "nobody asked it"


def test_an_endpoint_that_grows_and_loses_its_configuration_does_not_stay_as_cheap_as_it_was(
    world: World,
) -> None:
    endpoint = world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    world.minutes(2)
    endpoint.modified = world.now
    world.sagemaker.deleted_configs.add("demo-an-e")
    world.minutes(10)
    assert spent(world, "an") >= 1.41 * 9 / 60


def test_what_a_list_has_and_a_description_denies_costs_the_dearest_until_it_is_asked_again(
    world: World,
) -> None:
    world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    world.sagemaker.broken = {"describe_endpoint": "ValidationException"}
    world.minutes(3)
    assert spent(world, "an") == pytest.approx(1.41 * 3 / 60, abs=1e-6)
    world.sagemaker.broken = {}
    world.minutes(3)
    assert spent(world, "an") == pytest.approx(0.115 / 10, abs=1e-6)


def test_while_an_endpoint_is_updated_both_its_fleets_cost(world: World) -> None:
    endpoint = world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    world.minutes(6)
    variant = {"VariantName": "v", "DesiredInstanceCount": 4, "InstanceType": "ml.g5.xlarge"}
    world.sagemaker.deleted_configs.add("demo-an-new")
    endpoint.extra["pending"] = {"EndpointConfigName": "demo-an-new", "ProductionVariants": [variant]}
    endpoint.status, endpoint.modified = "Updating", world.now
    world.minutes(6)
    assert spent(world, "an") == pytest.approx((0.115 * 2 + 4 * 1.41) / 10, abs=1e-6)
    endpoint.status = "InService"  # and the time of its last change stays, as it may
    del endpoint.extra["pending"]
    world.minutes(6)
    assert spent(world, "an") == pytest.approx((0.115 * 3 + 4 * 1.41) / 10, abs=1e-6)


def test_an_endpoint_that_is_made_is_not_counted_twice_by_its_own_deployment(world: World) -> None:
    variant = {"VariantName": "v", "DesiredInstanceCount": 1, "InstanceType": "ml.m5.large"}
    pending = {"EndpointConfigName": "demo-an-e", "ProductionVariants": [variant]}
    endpoint = world.sagemaker.add("endpoint", "demo-an-e", usd=0.115, extra={"pending": pending})
    endpoint.status = "Creating"
    world.minutes(6)
    assert spent(world, "an") == pytest.approx(0.115 / 10, abs=1e-6)


@pytest.mark.parametrize("kind", ["training", "processing", "endpoint"])
def test_the_volumes_of_machines_cost_too(world: World, kind: str) -> None:
    world.sagemaker.add(kind, "demo-an-x", usd=0, count=2, gigabytes=730)
    world.minutes(60)
    assert spent(world, "an") == pytest.approx(2 * (0.115 + 0.112), abs=1e-6)


@pytest.mark.parametrize("lag", [60, 180, 600])
def test_a_late_metric_is_counted_once_however_late_it_is_and_however_it_grows(lag: int) -> None:
    world = World(bedrock=True)
    world.cloudwatch.lag = lag
    world.sagemaker.add("endpoint", "demo-binh-e", usd=0, memory_mb=2048)
    world.minutes(3)
    for _ in range(7):
        world.cloudwatch.put("InputTokenCount", "pan", 100_000)
        world.cloudwatch.put("Invocations", "demo-binh-e", 10)
        world.cloudwatch.put("ModelLatency", "demo-binh-e", 10_000_000)
        world.pass_time(25)
        world.run()
    world.minutes(20)
    assert spent(world, "an") == pytest.approx(700_000 * 0.000000035, abs=1e-6)
    assert spent(world, "binh") == pytest.approx(70 * 2 * 0.00002, abs=1e-6)


@pytest.mark.parametrize("lag", [60, 600])
def test_the_last_minutes_of_a_serverless_endpoint_are_not_free(world: World, lag: int) -> None:
    world.cloudwatch.lag = lag
    endpoint = world.sagemaker.add("endpoint", "demo-an-e", usd=0, memory_mb=2048)
    world.minutes(2)
    world.cloudwatch.put("ModelLatency", "demo-an-e", 60_000_000)
    world.pass_time(20)
    world.sagemaker.end(endpoint, "Deleting")
    world.minutes(8)
    world.cloudwatch.broken = True
    world.minutes(10)
    assert len(world.meters.open("demo")) == 1, "not closed before its numbers were read"
    world.cloudwatch.broken = False
    world.minutes(10)
    assert spent(world, "an") == pytest.approx(60 * 2 * 0.00002, abs=1e-6)
    assert world.meters.open("demo") == {}


def test_what_bedrock_was_used_while_the_guard_was_down_is_counted_though_it_is_the_first() -> None:
    world = World(("an", "dung"), bedrock=True)
    table, key = world.ledger.table, {"Class": "demo", "Item": "meter#an#tokens/pan"}
    world.minutes(1)
    table.delete_item(Key=key)  # as if the profile had been made just after
    world.cloudwatch.put("OutputTokenCount", "pan", 1_000_000)
    world.pass_time(3 * 3600)
    world.minutes(1)
    assert spent(world, "an") == pytest.approx(0.14, abs=1e-6)
    assert spent(world, "dung") == 0


def test_who_uses_no_bedrock_is_asked_each_third_minute() -> None:
    world = World(bedrock=True)
    world.minutes(1)
    world.cloudwatch.asked.clear()
    world.minutes(30)
    assert world.cloudwatch.asked["pan"] == 2 * 30 / 3


def test_a_new_class_pays_for_nothing_of_an_older_one_of_the_same_name() -> None:
    world = World(begins=(NOON + timedelta(hours=1)).isoformat())
    old = world.sagemaker.add("transform", "demo-an-old", usd=1.41, type="ml.g5.xlarge")
    across = world.sagemaker.add("training", "demo-an-across", usd=0.115)
    world.pass_time(1800)
    world.sagemaker.end(old, "Completed")
    world.pass_time(5400)
    world.minutes(2)
    assert spent(world, "an") == pytest.approx(0.115 * 62 / 60, abs=1e-5)
    world.sagemaker.end(across, "Completed")
    world.minutes(15)
    assert spent(world, "an") == pytest.approx(0.115 * 62 / 60, abs=1e-5)


def test_what_runs_before_the_class_begins_is_counted_as_soon_as_there_is_a_guard() -> None:
    world = World(begins=(NOON + timedelta(days=1)).isoformat())
    world.minutes(15)
    job = world.sagemaker.add("training", "demo-an-early", usd=0.115)
    world.minutes(60)
    world.sagemaker.end(job, "Completed")
    world.minutes(15)
    assert spent(world, "an") == pytest.approx(0.115, abs=1e-6)


def test_the_sum_is_the_sum_of_the_meters(world: World) -> None:
    world.app("an")
    world.canvas("an")
    world.sagemaker.add("endpoint", "demo-an-e", usd=0.115)
    world.used("an", "0.0123")
    world.minutes(7)
    meters = world.meters.of_student("demo", "an")
    assert {meter.kind for meter in meters} == {"app", "endpoint", "ai"}
    assert sum((meter.usd for meter in meters), Decimal(0)) == world.lease("an").spent_usd
