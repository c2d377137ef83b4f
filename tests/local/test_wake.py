"""From zero with real processes and a real alarm: ten requests at once start one copy, once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.local.component_hosted import ask, make_component, settle_component
from tests.local.conftest import Client
from tests.local.echo_emulator import echoing

WAIT_SECONDS = 60.0
TARGET = {
    "ServiceNamespace": "sagemaker",
    "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
    "ResourceId": "inference-component/crowd",
}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def declare(aws: Client) -> None:
    make_component(aws, "crowd", copies=0)
    scaling = aws("application-autoscaling")
    scaling.register_scalable_target(**TARGET, MinCapacity=0, MaxCapacity=4)
    step = scaling.put_scaling_policy(
        **TARGET,
        PolicyName="wake",
        PolicyType="StepScaling",
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
        },
    )
    aws("cloudwatch").put_metric_alarm(
        AlarmName="crowd", Namespace="AWS/SageMaker", MetricName="NoCapacityInvocationFailures",
        Dimensions=[{"Name": "InferenceComponentName", "Value": "crowd"}], Statistic="Sum", Period=10,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[step["PolicyARN"]], TreatMissingData="notBreaching",
    )  # fmt: skip


def ask_once(aws: Client) -> str:
    try:
        return str(ask(aws, "crowd")["pid"])
    except ClientError as error:
        return str(error.response["Error"]["Message"])


def ask_until_answered(aws: Client) -> str:
    deadline = time.monotonic() + WAIT_SECONDS
    while not (answer := ask_once(aws)).isdecimal():
        assert "no capacity" in answer
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return answer


def test_ten_requests_at_once_start_one_copy_and_are_all_answered_by_it(aws: Client) -> None:
    declare(aws)
    with ThreadPoolExecutor(max_workers=10) as pool:
        answered_by = set(pool.map(lambda _: ask_until_answered(aws), range(10)))
    assert len(answered_by) == 1
    assert settle_component(aws, "crowd")["RuntimeConfig"] == {"DesiredCopyCount": 1, "CurrentCopyCount": 1}
    found = aws("application-autoscaling").describe_scaling_activities(**TARGET)["ScalingActivities"]
    assert [activity["Description"] for activity in found] == ["Setting desired copy count to 1."]
    assert "monitor alarm crowd in state ALARM triggered policy wake" in found[0]["Cause"]
