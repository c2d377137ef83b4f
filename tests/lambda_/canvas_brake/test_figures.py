"""Figures of a session that contradict each other, or come late: which of them ends it."""

import pytest

from canvas_brake import handler
from canvas_brake.core import BrakeError
from tests.lambda_.canvas_brake.session import FORGOTTEN, IDLE_MINUTES, IN_USE, Aws, Written, event
from tests.lambda_.custom_resources.cloudformation import context


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


@pytest.mark.parametrize("now", [0.2, 30.0])
def test_a_user_who_is_back_keeps_the_session_once_some_minutes_say_so(aws: Aws, now: float) -> None:
    aws.written = FORGOTTEN | {0: [now]}
    with pytest.raises(BrakeError, match="one figure says that the session is used: asked again"):
        handler.handle(event(), context())
    aws.written = FORGOTTEN | {ago: [now] for ago in range(4)}
    assert handler.handle(event(), context()) == {"ended": None}
    assert aws.deleted == []


def test_one_false_figure_keeps_no_forgotten_session_in_silence(aws: Aws) -> None:
    """It comes before the session's own of its minute; when Lambda asks again, that one is there."""
    aws.written = FORGOTTEN | {0: [0.0]}
    with pytest.raises(BrakeError, match="asked again"):
        handler.handle(event(), context())
    aws.written = FORGOTTEN | {0: [0.0], 1: [0.0, 74.0], 2: [0.0, 73.0]}
    with pytest.raises(BrakeError, match="asked again"):
        handler.handle(event(), context())
    aws.written = FORGOTTEN | {0: [0.0, 75.0], 1: [0.0, 74.0], 2: [0.0, 73.0]}
    with pytest.raises(BrakeError, match="another figure says that it was used at"):
        handler.handle(event(), context())
    assert aws.deleted == []


@pytest.mark.parametrize("answered", ["PartialData", "InternalError"])
def test_a_part_of_the_figures_decides_nothing(aws: Aws, answered: str) -> None:
    aws.answered = answered
    with pytest.raises(BrakeError, match="a part of the figures of an"):
        handler.handle(event(), context())
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
