"""Inference components over the wire: a process a copy, none at zero, exchanged without an outage."""

import threading
import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.local.component_hosted import (
    ask,
    make_component,
    make_endpoint,
    make_model,
    scale,
    settle_component,
    specification,
)
from tests.local.conftest import Client
from tests.local.echo_emulator import echoing
from tests.local.hosted import alive, create, seen
from tests.local.processes import kill
from tests.local.waiting import LIMIT_SECONDS, until


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def pids(aws: Client, name: str, requests: int = 12) -> set[int]:
    """Ask many at once, so that every copy gets one."""
    found: set[int] = set()
    threads = [
        threading.Thread(target=lambda: found.add(ask(aws, name, b"sleep 0.3")["pid"]))
        for _ in range(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_each_copy_is_a_process_and_requests_are_spread(aws: Client) -> None:
    described = make_component(aws, "pair", copies=2)
    assert described["InferenceComponentStatus"] == "InService"
    assert described["RuntimeConfig"] == {"DesiredCopyCount": 2, "CurrentCopyCount": 2}
    assert len(pids(aws, "pair")) == 2


def test_a_component_without_copies_has_no_process_and_says_so(aws: Client) -> None:
    make_component(aws, "empty", copies=1)
    pid = ask(aws, "empty")["pid"]
    assert scale(aws, "empty", 0)["RuntimeConfig"]["CurrentCopyCount"] == 0
    assert not alive(pid)
    with pytest.raises(ClientError) as raised:
        ask(aws, "empty")
    error = raised.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == ("ValidationError", 400)
    assert error["Error"]["Message"].startswith(
        "Inference Component has no capacity to process this request."
    )
    assert scale(aws, "empty", 1)["RuntimeConfig"]["CurrentCopyCount"] == 1
    assert ask(aws, "empty")["model"] == "one"


def test_an_update_exchanges_the_copies_and_loses_no_request(aws: Client) -> None:
    make_component(aws, "moving", copies=2, content="old")
    stop, failures, answers = threading.Event(), list[str](), list[str]()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                answers.append(ask(aws, "moving")["model"])
            except ClientError as error:
                failures.append(str(error))

    asking = threading.Thread(target=keep_asking)
    asking.start()
    aws("sagemaker").update_inference_component(
        InferenceComponentName="moving", Specification=specification(make_model(aws, "newer", "new"))
    )
    described = settle_component(aws, "moving")
    stop.set()
    asking.join()
    assert described["Specification"]["ModelName"] == "newer"
    assert described["RuntimeConfig"]["CurrentCopyCount"] == 2
    assert not failures
    assert ask(aws, "moving")["model"] == "new"


def test_a_broken_update_leaves_the_old_copies_and_says_why(aws: Client) -> None:
    make_component(aws, "steady", copies=2, content="good")
    before = pids(aws, "steady")
    aws("sagemaker").update_inference_component(
        InferenceComponentName="steady", Specification=specification(make_model(aws, "cracked", "broken"))
    )
    described = settle_component(aws, "steady")
    assert described["InferenceComponentStatus"] == "InService"
    assert "the model cannot be loaded" in described["FailureReason"]
    assert described["Specification"]["ModelName"] == "steady"
    assert pids(aws, "steady") == before


def test_an_alarm_that_rings_during_the_update_rolls_it_back(aws: Client) -> None:
    make_component(aws, "guarded", copies=1, content="good")
    cloudwatch = aws("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="guard", Namespace="n", MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
    )  # fmt: skip
    aws("sagemaker").update_inference_component(
        InferenceComponentName="guarded",
        Specification=specification(make_model(aws, "worse", "worse")),
        DeploymentConfig={
            "RollingUpdatePolicy": {
                "MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1},
                "WaitIntervalInSeconds": 30,
            },
            "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "guard"}]},
        },
    )
    cloudwatch.put_metric_data(Namespace="n", MetricData=[{"MetricName": "m", "Value": 1.0}])
    described = settle_component(aws, "guarded")
    assert described["FailureReason"] == "Rolled back: alarm guard is in state ALARM."
    assert ask(aws, "guarded")["model"] == "good"


def test_a_component_whose_first_copy_does_not_come_up_is_failed(aws: Client) -> None:
    described = make_component(aws, "stillborn", copies=1, content="broken")
    assert described["InferenceComponentStatus"] == "Failed"
    assert "the model cannot be loaded" in described["FailureReason"]


def test_a_copy_killed_amid_a_request_fails_it_at_once_and_answers_within_five_seconds(aws: Client) -> None:
    make_component(aws, "phoenix", copies=1)
    pid = ask(aws, "phoenix")["pid"]
    raised: list[ClientError] = []

    def ask_slowly() -> None:
        try:
            ask(aws, "phoenix", b"sleep 30")
        except ClientError as error:
            raised.append(error)

    asking = threading.Thread(target=ask_slowly)
    asking.start()
    until(lambda: seen(aws, "phoenix", kind="InferenceComponents") >= 2, "the slow request")
    killed = time.monotonic()
    kill(pid)
    asking.join(LIMIT_SECONDS)
    assert time.monotonic() - killed < 5
    assert [error.response["Error"]["Code"] for error in raised] == ["ModelError"]
    started = time.monotonic()
    assert ask(aws, "phoenix")["pid"] != pid
    assert time.monotonic() - started < 5


def test_a_deleted_component_leaves_no_process(aws: Client) -> None:
    make_component(aws, "gone", copies=1)
    pid = ask(aws, "gone")["pid"]
    sagemaker = aws("sagemaker")
    sagemaker.delete_inference_component(InferenceComponentName="gone")
    listed = {"EndpointNameEquals": "gone"}
    until(lambda: not sagemaker.list_inference_components(**listed)["InferenceComponents"])
    assert not alive(pid)
    with pytest.raises(ClientError, match="not found"):
        ask(aws, "gone")


def test_a_request_must_name_a_component_exactly_where_there_are_some(aws: Client) -> None:
    make_component(aws, "named", copies=1)
    runtime = aws("sagemaker-runtime")
    with pytest.raises(ClientError, match="Inference Component Name header is required"):
        runtime.invoke_endpoint(EndpointName="named", Body=b"{}")
    create(aws, "classic", a="x")
    with pytest.raises(ClientError, match="Inference Component named of endpoint classic not found"):
        runtime.invoke_endpoint(EndpointName="classic", InferenceComponentName="named", Body=b"{}")
    with pytest.raises(ClientError, match="takes no component"):
        aws("sagemaker").create_inference_component(
            InferenceComponentName="wrong", EndpointName="classic", Specification=specification("named")
        )


def test_components_live_on_through_an_update_of_their_endpoint(aws: Client) -> None:
    make_component(aws, "kept", copies=1)
    pid = ask(aws, "kept")["pid"]
    make_endpoint(aws, "other")
    aws("sagemaker").update_endpoint(EndpointName="kept", EndpointConfigName="other")
    assert ask(aws, "kept")["pid"] == pid
