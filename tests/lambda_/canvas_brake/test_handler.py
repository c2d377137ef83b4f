"""An idle session ends, and only the alarm's own: not another user's, domain's, or one that came later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from canvas_brake import handler
from canvas_brake.core import BrakeError
from tests.lambda_.custom_resources.cloudformation import context


class SageMaker:
    def __init__(self, code: str | None = None) -> None:
        self.code, self.deleted = code, list[dict[str, str]]()

    def delete_app(self, **request: str) -> None:
        if self.code:
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, "DeleteApp")
        self.deleted.append(request)


@pytest.fixture
def sagemaker(monkeypatch: pytest.MonkeyPatch) -> SageMaker:
    monkeypatch.setenv("DOMAIN_ID", "d-abc")
    fake = SageMaker()
    monkeypatch.setattr(boto3, "client", lambda _: fake)
    return fake


def event(*, domain: str = "d-abc", state: str = "ALARM", minutes_ago: float = 0, metric: str = "") -> Any:
    since = datetime.now(tz=UTC) - timedelta(minutes=minutes_ago)
    name = metric or "TimeSinceLastActive"
    dimensions = {"DomainId": domain, "UserProfileName": "an"}
    stat = {
        "metric": {"namespace": "n", "name": name, "dimensions": dimensions},
        "period": 300,
        "stat": "Maximum",
    }
    return {
        "source": "aws.cloudwatch",
        "alarmData": {
            "alarmName": "idle",
            "state": {
                "value": state,
                "reason": "r",
                "timestamp": since.strftime("%Y-%m-%dT%H:%M:%S.%f+0000"),
            },
            "configuration": {"metrics": [{"id": "m", "metricStat": stat, "returnData": True}]},
        },
    }


def test_the_alarms_own_canvas_is_deleted(sagemaker: SageMaker) -> None:
    assert handler.handle(event(), context()) == {"ended": "an"}
    assert sagemaker.deleted == [
        {"DomainId": "d-abc", "UserProfileName": "an", "AppType": "Canvas", "AppName": "default"}
    ]


@pytest.mark.parametrize("late", [{"minutes_ago": 16}, {"state": "OK"}])
def test_a_late_event_ends_no_later_session(sagemaker: SageMaker, late: dict[str, Any]) -> None:
    assert handler.handle(event(**late), context()) == {"ended": None}
    assert sagemaker.deleted == []


@pytest.mark.parametrize("wrong", [{"domain": "d-other"}, {"metric": "CPUUtilization"}])
def test_another_alarm_ends_nothing_and_is_an_error(sagemaker: SageMaker, wrong: dict[str, Any]) -> None:
    with pytest.raises(BrakeError, match="idle is no alarm on a session of d-abc"):
        handler.handle(event(**wrong), context())
    assert sagemaker.deleted == []


def test_a_session_that_is_over_is_fine(sagemaker: SageMaker) -> None:
    sagemaker.code = "ResourceNotFound"
    assert handler.handle(event(), context()) == {"ended": "an"}


def test_a_refusal_is_raised_so_that_lambda_tries_again_and_tells(sagemaker: SageMaker) -> None:
    sagemaker.code = "AccessDeniedException"
    with pytest.raises(ClientError):
        handler.handle(event(), context())
