"""A right token opens one's own Studio, for as long as the class works, or says why not."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.lambda_.class_portal.portal import NOW, Portal, build

HOURS = '{"days":["mon","tue"],"begin":"08:00:00","end":"17:00:00","offsets":[{"since":0,"seconds":25200}]}'
"""In Ho Chi Minh City: 01:00 to 10:00 in UTC."""


def seconds(portal: Portal) -> int:
    return int(portal.studio.calls[-1]["SessionExpirationDurationInSeconds"])


def test_a_token_opens_ones_own_profile_and_nobody_elses(portal: Portal) -> None:
    answer = portal.sign_in(portal.token("binh")[0])
    assert answer.status == 303
    assert answer.headers["location"] == "https://d-1.studio.us-east-1.sagemaker.aws/auth?token=1"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.html == ""
    assert portal.studio.calls == [
        {
            "DomainId": "d-1",
            "UserProfileName": "demo-binh",
            "ExpiresInSeconds": 30,
            "SessionExpirationDurationInSeconds": 12 * 3600,
        }
    ]


@pytest.mark.parametrize(
    ("lease", "said"),
    [
        (
            {"state": "frozen", "reason": "The budget of USD 1 <is> spent."},
            "The budget of USD 1 &lt;is&gt; spent.",
        ),
        ({"state": "wiping"}, "The class is over"),
        ({"state": "ended"}, "The class is over"),
        ({"ends": NOW}, "The class is over"),
    ],
)
def test_a_right_token_is_told_why_it_does_not_open(
    portal: Portal, lease: dict[str, object], said: str
) -> None:
    portal.grant("an", **lease)
    answer = portal.sign_in(portal.token("an")[0])
    assert answer.status == 403
    assert said in answer.html
    assert '<span lang="vi">' in answer.html
    assert portal.studio.calls == []


def test_a_warned_student_works_on(portal: Portal) -> None:
    portal.grant("an", state="warned")
    assert portal.sign_in(portal.token("an")[0]).status == 303


def test_before_the_class_begins_nobody_works(portal: Portal) -> None:
    portal.now = datetime(2026, 9, 6, 16, 59, tzinfo=UTC)
    token = portal.token("an")[0]
    answer = portal.sign_in(token)
    assert answer.status == 403
    assert "The class begins on 2026-09-06 17:00 UTC." in answer.html
    portal.now += timedelta(minutes=1)
    assert portal.sign_in(token).status == 303


def test_a_student_without_a_sandbox_is_sent_to_the_instructor(portal: Portal) -> None:
    answer = portal.sign_in(portal.token("late")[0])
    assert answer.status == 403
    assert "Ask your instructor" in answer.html


@pytest.mark.parametrize(
    ("hour", "minute", "left"),
    [(1, 0, 9 * 3600), (3, 0, 7 * 3600), (9, 30, 1800), (9, 59, 1800)],
)
def test_a_session_ends_with_the_hours_of_the_class(hour: int, minute: int, left: int) -> None:
    """AWS has no session shorter than half an hour; the guard stops what runs outside of the hours."""
    portal = build(LAB2API_HOURS=HOURS)
    portal.grant("an")
    portal.now = datetime(2026, 9, 8, hour, minute, tzinfo=UTC)
    assert portal.sign_in(portal.token("an")[0]).status == 303
    assert seconds(portal) == left


@pytest.mark.parametrize("moment", [(8, 0, 59), (8, 10, 0), (9, 3, 0)])
def test_outside_the_hours_a_token_is_told_when_the_class_works(moment: tuple[int, int, int]) -> None:
    portal = build(LAB2API_HOURS=HOURS)
    portal.grant("an")
    portal.now = datetime(2026, 9, *moment, tzinfo=UTC)
    answer = portal.sign_in(portal.token("an")[0])
    assert answer.status == 403
    assert "mon, tue 08:00-17:00" in answer.html


def test_a_session_ends_with_the_class(portal: Portal) -> None:
    portal.grant("an", ends=NOW + timedelta(hours=2))
    portal.sign_in(portal.token("an")[0])
    assert seconds(portal) == 2 * 3600


def test_a_failure_of_aws_is_a_page_without_its_words(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    error = {"Error": {"Code": "ResourceNotFound", "Message": "arn:aws:sagemaker:secret"}}
    portal.studio.error = ClientError(error, "CreatePresignedDomainUrl")
    token = portal.token("an")[0]
    answer = portal.sign_in(token)
    assert answer.status >= 500
    assert "arn:aws" not in answer.html
    assert "request-1" in answer.html
    logged = str([vars(record) for record in caplog.records])
    assert "ResourceNotFound" in logged
    assert token.partition(".")[2] not in logged
