"""Endpoints over the wire: real processes, real S3, CloudWatch and Logs of one emulator."""

import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Client
from tests.local.echo_emulator import echoing
from tests.local.hosted import alive, configure, container_log, counted, create, invoke, settle
from tests.local.processes import kill
from tests.local.waiting import until


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def test_an_endpoint_serves_its_artifact_with_its_variables(aws: Client) -> None:
    assert create(aws, "first", a="one")["EndpointStatus"] == "InService"
    seen = invoke(aws, "first")
    assert (seen["model"], seen["variable"], seen["type"]) == ("one", "a", "application/json")


def test_a_broken_update_leaves_the_old_process_serving(aws: Client) -> None:
    create(aws, "steady", a="good")
    before = invoke(aws, "steady")["pid"]
    configure(aws, "steady-broken", a="broken")
    aws("sagemaker").update_endpoint(EndpointName="steady", EndpointConfigName="steady-broken")
    described = settle(aws, "steady")
    assert described["EndpointStatus"] == "InService"
    assert described["EndpointConfigName"] == "steady"
    assert "the model cannot be loaded" in described["FailureReason"]
    assert invoke(aws, "steady")["pid"] == before


def test_an_update_swaps_to_a_new_process_and_ends_the_old_one(aws: Client) -> None:
    create(aws, "moving", a="old")
    before = invoke(aws, "moving")["pid"]
    configure(aws, "moving-new", a="new")
    aws("sagemaker").update_endpoint(EndpointName="moving", EndpointConfigName="moving-new")
    settle(aws, "moving")
    assert invoke(aws, "moving")["model"] == "new"
    assert not alive(before)


def test_an_endpoint_that_never_came_up_is_failed_and_says_why(aws: Client) -> None:
    described = create(aws, "stillborn", a="broken")
    assert described["EndpointStatus"] == "Failed"
    assert "the model cannot be loaded" in described["FailureReason"]
    with pytest.raises(ClientError, match="not found"):
        invoke(aws, "stillborn")


def test_a_killed_model_server_answers_again_within_five_seconds(aws: Client) -> None:
    create(aws, "phoenix", a="x")
    first = invoke(aws, "phoenix")["pid"]
    kill(first)
    started = time.monotonic()
    assert invoke(aws, "phoenix")["pid"] != first
    assert time.monotonic() - started < 5


def test_traffic_follows_the_weights_and_a_named_variant_wins(aws: Client) -> None:
    create(aws, "split", a="one", b="two")
    weights = [{"VariantName": "a", "DesiredWeight": 0.0}, {"VariantName": "b", "DesiredWeight": 1.0}]
    aws("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName="split", DesiredWeightsAndCapacities=weights
    )
    assert {invoke(aws, "split")["variant"] for _ in range(10)} == {"b"}
    assert invoke(aws, "split", TargetVariant="a")["model"] == "one"


def test_an_error_of_the_model_is_a_model_error_with_its_own_status(aws: Client) -> None:
    create(aws, "strict", a="x")
    with pytest.raises(ClientError) as raised:
        invoke(aws, "strict", b"bad")
    assert raised.value.response["Error"]["Code"] == "ModelError"
    assert dict(raised.value.response)["OriginalStatusCode"] == 400
    assert "Bad Request" in str(dict(raised.value.response)["OriginalMessage"])


def test_invocations_are_counted_and_the_container_log_has_the_request_id(aws: Client) -> None:
    create(aws, "counted", a="x")
    for number in range(3):
        invoke(aws, "counted", CustomAttributes=f"request-id=r{number}")
    assert counted(aws, "counted", "Invocations", least=3) == 3
    assert "invoked request-id=r2" in container_log(aws, "counted", least=3)


def test_a_deleted_endpoint_leaves_no_process(aws: Client) -> None:
    create(aws, "gone", a="x")
    pid = invoke(aws, "gone")["pid"]
    aws("sagemaker").delete_endpoint(EndpointName="gone")
    until(lambda: not alive(pid), "the end of the endpoint's process")
