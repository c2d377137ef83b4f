"""An idle session ends, and only the alarm's own: not another user's, domain's, or one that came later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from canvas_brake import handler
from canvas_brake.core import BrakeError
from tests.lambda_.custom_resources.cloudformation import context

IDLE_MINUTES = 60
Written = dict[int, list[float]]
"""What was written of the session, in minutes that it is unused, by how many minutes ago that was."""
FORGOTTEN: Written = {ago: [75.0 - ago] for ago in range(IDLE_MINUTES)}
IN_USE: Written = {ago: [0.5] for ago in range(IDLE_MINUTES)}


class Aws:
    """SageMaker and CloudWatch, as one session has them."""

    def __init__(self, code: str | None = None) -> None:
        self.code, self.deleted = code, list[dict[str, str]]()
        self.status, self.minutes_old, self.written = "InService", 200.0, FORGOTTEN

    def describe_app(self, **_: str) -> dict[str, Any]:
        created = datetime.now(tz=UTC) - timedelta(minutes=self.minutes_old)
        return {"Status": self.status, "CreationTime": created}

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        now = asked["EndTime"]
        moments = {now - timedelta(minutes=ago): values for ago, values in self.written.items()}
        pick = {"Minimum": min, "Maximum": max}
        results = []
        for query in asked["MetricDataQueries"]:
            choose = pick[query["MetricStat"]["Stat"]]
            values = {at: 60 * choose(said) for at, said in moments.items() if asked["StartTime"] <= at}
            results.append({"Id": query["Id"], "Timestamps": [*values], "Values": [*values.values()]})
        return {"MetricDataResults": results}

    def delete_app(self, **request: str) -> None:
        if self.code:
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, "DeleteApp")
        self.deleted.append(request)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    monkeypatch.setenv("DOMAIN_ID", "d-abc")
    monkeypatch.setenv("IDLE_MINUTES", str(IDLE_MINUTES))
    fake = Aws()
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


def test_the_alarms_own_canvas_is_deleted(aws: Aws) -> None:
    assert handler.handle(event(), context()) == {"ended": "an"}
    assert aws.deleted == [
        {"DomainId": "d-abc", "UserProfileName": "an", "AppType": "Canvas", "AppName": "default"}
    ]


@pytest.mark.parametrize("late", [{"minutes_ago": 16}, {"state": "OK"}])
def test_a_late_event_ends_no_later_session(aws: Aws, late: dict[str, Any]) -> None:
    assert handler.handle(event(**late), context()) == {"ended": None}
    assert aws.deleted == []


@pytest.mark.parametrize("wrong", [{"domain": "d-other"}, {"metric": "CPUUtilization"}])
def test_another_alarm_ends_nothing_and_is_an_error(aws: Aws, wrong: dict[str, Any]) -> None:
    with pytest.raises(BrakeError, match="idle is no alarm on a session of d-abc"):
        handler.handle(event(**wrong), context())
    assert aws.deleted == []


def test_a_session_that_is_over_is_fine(aws: Aws) -> None:
    aws.code = "ResourceNotFound"
    assert handler.handle(event(), context()) == {"ended": "an"}


def test_a_refusal_is_raised_so_that_lambda_tries_again_and_tells(aws: Aws) -> None:
    aws.code = "AccessDeniedException"
    with pytest.raises(ClientError):
        handler.handle(event(), context())


@pytest.mark.parametrize("status", ["Deleted", "Deleting"])
def test_a_session_that_is_ending_is_left_alone(aws: Aws, status: str) -> None:
    aws.status = status
    assert handler.handle(event(), context()) == {"ended": None}
    assert aws.deleted == []


def with_false(written: Written, minutes: float, *, until: int = 0) -> Written:
    """Return it with another's lie beside each figure up to `until` minutes ago."""
    return {ago: [*said, minutes] if ago >= until else said for ago, said in written.items()}


@pytest.mark.parametrize(
    "written",
    [
        with_false(IN_USE, 3_600.0),
        {0: [3_600.0], **{ago: [0.5] for ago in range(3, IDLE_MINUTES, 5)}},
        {0: [60.0], 10: [0.0]},
        with_false(FORGOTTEN, 0.0),
    ],
    ids=["all the while", "once, between figures that come rarely", "when it was used last", "in use"],
)
def test_a_false_figure_ends_no_session_and_the_alarm_topic_hears_of_it(aws: Aws, written: Written) -> None:
    """Whoever has Canvas may write the metric for everybody: the session's own figures contradict."""
    aws.written = written
    with pytest.raises(
        BrakeError, match="an: the alarm says that nobody uses the session, and another figure"
    ):
        handler.handle(event(), context())
    assert aws.deleted == []


def test_a_session_is_not_idle_for_longer_than_there_is_one(aws: Aws) -> None:
    """Before its own first figure there is only the other's."""
    aws.minutes_old, aws.written = 5.5, {0: [3_600.0]}
    with pytest.raises(BrakeError, match="the session is 5 minutes old"):
        handler.handle(event(), context())
    assert aws.deleted == []


@pytest.mark.parametrize("newest", [[0.2], [30.0]])
def test_a_user_who_is_back_keeps_the_session(aws: Aws, newest: list[float]) -> None:
    aws.written = FORGOTTEN | {0: newest}
    assert handler.handle(event(), context()) == {"ended": None}
    assert aws.deleted == []


def test_no_figure_at_all_is_told(aws: Aws) -> None:
    aws.written = {}
    with pytest.raises(BrakeError, match="no figure says so any more"):
        handler.handle(event(), context())


@pytest.mark.parametrize("late_seconds", [0, 59, 240])
def test_figures_that_come_late_contradict_nothing(aws: Aws, late_seconds: int) -> None:
    late = late_seconds / 60
    aws.written = {ago: [max(0.0, IDLE_MINUTES + 1 - ago - late + 0.01)] for ago in range(IDLE_MINUTES)}
    aws.written[0] = [IDLE_MINUTES]
    assert handler.handle(event(), context()) == {"ended": "an"}
