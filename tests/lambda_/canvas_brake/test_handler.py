"""An idle session ends, and only the alarm's own: not another user's, domain's, or one that came later."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from canvas_brake import handler
from canvas_brake.core import BrakeError
from tests.lambda_.canvas_brake.session import Aws, event
from tests.lambda_.custom_resources.cloudformation import context


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
