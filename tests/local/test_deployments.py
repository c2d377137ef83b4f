"""Updates of an endpoint over the wire: two fleets, shared traffic, alarms, and nothing lost at the swap."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Client
from tests.local.echo_emulator import echoing
from tests.local.hosted import alive, configure, counted, create, invoke, seen, settle
from tests.local.waiting import until


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def linear(*alarms: str, wait: int, percent: int = 50) -> dict[str, Any]:
    routing = {
        "Type": "LINEAR",
        "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": percent},
        "WaitIntervalInSeconds": wait,
    }
    config: dict[str, Any] = {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}}
    if alarms:
        config["AutoRollbackConfiguration"] = {"Alarms": [{"AlarmName": alarm} for alarm in alarms]}
    return config


def alarm(aws: Client, name: str) -> None:
    aws("cloudwatch").put_metric_alarm(
        AlarmName=name, Namespace="test", MetricName=name, Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip


def ring(aws: Client, name: str) -> None:
    """Put what the alarm is about, and wait until CloudWatch has seen it."""
    cloudwatch = aws("cloudwatch")
    cloudwatch.put_metric_data(Namespace="test", MetricData=[{"MetricName": name, "Value": 5}])
    until(lambda: cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"] == "ALARM")


def baking(aws: Client, name: str) -> dict[str, Any]:
    """Wait until a step of the deployment bakes; what DescribeEndpoint says then."""

    def look() -> dict[str, Any] | None:
        described: dict[str, Any] = aws("sagemaker").describe_endpoint(EndpointName=name)
        assert described["EndpointStatus"] == "Updating", described
        (variant,) = described["PendingDeploymentSummary"]["ProductionVariants"]
        return described if variant["VariantStatus"][0]["Status"] == "Baking" else None

    return until(look)  # type: ignore[no-any-return]


def test_while_it_bakes_two_processes_answer_and_the_alarm_brings_blue_back(aws: Client) -> None:
    alarm(aws, "watched")
    create(aws, "shared", a="old")
    blue = invoke(aws, "shared")["pid"]
    configure(aws, "shared-new", a="new")
    update = aws("sagemaker").update_endpoint
    update(
        EndpointName="shared",
        EndpointConfigName="shared-new",
        DeploymentConfig=linear("watched", wait=30),
    )
    pending = baking(aws, "shared")["PendingDeploymentSummary"]
    assert pending["EndpointConfigName"] == "shared-new"
    (variant,) = pending["ProductionVariants"]
    assert "WaitIntervalInSeconds" in variant["VariantStatus"][0]["StatusMessage"]
    pids = until(lambda: len(found := {invoke(aws, "shared")["pid"] for _ in range(10)}) == 2 and found)
    with pytest.raises(ClientError, match="in-progress"):
        update(EndpointName="shared", EndpointConfigName="shared-new")

    before = seen(aws, "shared")
    with ThreadPoolExecutor(20) as pool:
        in_flight = [pool.submit(invoke, aws, "shared", b"slow") for _ in range(20)]
        until(lambda: seen(aws, "shared") >= before + 20, "the last of the requests")
        ring(aws, "watched")
        assert {future.result()["model"] for future in in_flight} == {"old", "new"}
    described = settle(aws, "shared")
    assert (described["EndpointStatus"], described["EndpointConfigName"]) == ("InService", "shared")
    assert "in state ALARM: watched" in described["FailureReason"]
    assert "PendingDeploymentSummary" not in described
    (green,) = pids - {blue}
    assert not alive(green)
    assert {invoke(aws, "shared")["pid"] for _ in range(10)} == {blue}


def test_an_alarm_that_is_on_before_the_update_keeps_the_new_model_out(aws: Client) -> None:
    alarm(aws, "already")
    ring(aws, "already")
    create(aws, "guarded", a="old")
    configure(aws, "guarded-new", a="new")
    aws("sagemaker").update_endpoint(
        EndpointName="guarded",
        EndpointConfigName="guarded-new",
        DeploymentConfig=linear("already", wait=0),
    )
    described = settle(aws, "guarded")
    assert described["EndpointConfigName"] == "guarded"
    assert "already" in described["FailureReason"]
    assert invoke(aws, "guarded")["model"] == "old"


def test_an_alarm_that_does_not_exist_guards_nothing_and_is_refused(aws: Client) -> None:
    create(aws, "unguarded", a="old")
    with pytest.raises(ClientError, match="do not exist: forgotten"):
        aws("sagemaker").update_endpoint(
            EndpointName="unguarded",
            EndpointConfigName="unguarded",
            DeploymentConfig=linear("forgotten", wait=0),
        )
    assert settle(aws, "unguarded")["EndpointStatus"] == "InService"


def test_other_variants_than_the_old_ones_are_refused_with_a_deployment_config(aws: Client) -> None:
    create(aws, "named", a="x")
    configure(aws, "named-other", b="x")
    with pytest.raises(ClientError, match="needs the variants of the old one: a, not b"):
        aws("sagemaker").update_endpoint(
            EndpointName="named", EndpointConfigName="named-other", DeploymentConfig=linear(wait=0)
        )


def test_the_last_deployment_config_is_used_again_when_it_is_asked_for(aws: Client) -> None:
    create(aws, "again", a="1")
    update = aws("sagemaker").update_endpoint
    for version in ("2", "3"):
        configure(aws, f"again-{version}", a=version)
    update(EndpointName="again", EndpointConfigName="again-2", DeploymentConfig=linear(wait=3))
    kept = settle(aws, "again")["LastDeploymentConfig"]["BlueGreenUpdatePolicy"]
    assert kept["TrafficRoutingConfiguration"]["Type"] == "LINEAR"
    with pytest.raises(ClientError, match="not both"):
        update(
            EndpointName="again",
            EndpointConfigName="again-3",
            DeploymentConfig=linear(wait=0),
            RetainDeploymentConfig=True,
        )
    update(EndpointName="again", EndpointConfigName="again-3", RetainDeploymentConfig=True)
    baking(aws, "again")
    settle(aws, "again")
    assert invoke(aws, "again")["model"] == "3"


def test_weights_and_counts_that_the_running_fleet_has_are_kept_when_asked_for(aws: Client) -> None:
    create(aws, "kept", a="1", b="1")
    aws("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName="kept",
        DesiredWeightsAndCapacities=[
            {"VariantName": "a", "DesiredWeight": 0.25, "DesiredInstanceCount": 4},
            {"VariantName": "b", "DesiredWeight": 0.75},
        ],
    )
    configure(aws, "kept-new", a="2", b="2")
    aws("sagemaker").update_endpoint(
        EndpointName="kept",
        EndpointConfigName="kept-new",
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=[{"VariantPropertyType": "DesiredInstanceCount"}],
    )
    variants = settle(aws, "kept")["ProductionVariants"]
    assert [(v["CurrentWeight"], v["CurrentInstanceCount"]) for v in variants] == [(0.25, 1), (0.75, 1)]


def test_a_new_fleet_has_metrics_of_its_own(aws: Client) -> None:
    create(aws, "measured", a="x")
    invoke(aws, "measured")
    for metric, least in (("ModelLatency", 1), ("OverheadLatency", 1), ("Invocations", 1)):
        counted(aws, "measured", metric, least=least)
        assert counted(aws, "measured", metric, least=least, config="measured") >= least
    for body in (b"bad", b"die"):
        with pytest.raises(ClientError):
            invoke(aws, "measured", body)
    assert counted(aws, "measured", "InvocationModelErrors", least=2) == 2
    assert counted(aws, "measured", "Invocation4XXErrors", least=1) == 1
    assert counted(aws, "measured", "Invocation5XXErrors", least=1) == 1


def test_an_endpoint_deleted_while_it_is_updated_leaves_no_process(aws: Client) -> None:
    create(aws, "dropped", a="x")
    configure(aws, "dropped-new", a="y")
    aws("sagemaker").update_endpoint(
        EndpointName="dropped", EndpointConfigName="dropped-new", DeploymentConfig=linear(wait=30)
    )
    baking(aws, "dropped")
    pids = until(lambda: len(found := {invoke(aws, "dropped")["pid"] for _ in range(10)}) == 2 and found)
    aws("sagemaker").delete_endpoint(EndpointName="dropped")
    until(lambda: not any(alive(pid) for pid in pids))
    assert create(aws, "dropped-again", a="z")["EndpointStatus"] == "InService"
