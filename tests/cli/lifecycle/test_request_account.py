"""Counts of one stretch of time."""

from __future__ import annotations

from collections import Counter

import pytest

from cli.lifecycle.request_account import MOST_REFUSALS, RequestAccount, Seen


def test_what_came_since_is_only_what_came_since() -> None:
    before = Seen(sent=3, by_status=Counter({"200": 3}), by_version=Counter({"1": 3}))
    after = Seen(
        sent=8,
        by_status=Counter({"200": 7, "503": 1}),
        by_version=Counter({"1": 4, "2": 3}),
        by_rows=Counter({"usual": 7}),
    )
    since = after.since(before)
    assert since.as_json() == {
        "sent": 5,
        "by_status": {"200": 4, "503": 1},
        "by_version": {"1": 1, "2": 3},
        "by_rows": {"usual": 7},
        "server_errors": 1,
        "refusals": [],
        "lost": 0,
    }
    assert since.share_of("2") == pytest.approx(0.75)
    assert since.share_of("9") == 0


def test_a_share_of_no_answers_is_none() -> None:
    assert Seen().share_of("1") == 0.0


def test_a_copy_of_the_counts_does_not_change_with_them() -> None:
    account = RequestAccount()
    account.sent()
    account.answered(status=200, version="1", kind="usual")
    copied = account.now()
    account.sent()
    account.answered(status=200, version="1", kind="usual")
    account.lost(TimeoutError())
    assert (copied.sent, copied.by_version["1"]) == (1, 1)
    assert account.now().by_status["no answer (TimeoutError)"] == 1


def test_a_prediction_without_a_version_is_not_taken_for_one() -> None:
    account = RequestAccount()
    account.answered(status=200, version="", kind="usual")
    assert account.now().by_version == {"none named": 1}


def test_what_a_refusal_said_is_kept_with_its_time_and_only_of_the_first_ones() -> None:
    account = RequestAccount()
    for number in range(MOST_REFUSALS + 5):
        account.answered(status=503, version="", kind="usual", said=f"busy {number}".encode())
    seen = account.now()
    assert [refusal.said for refusal in seen.refusals] == [
        f"busy {number}" for number in range(MOST_REFUSALS)
    ]
    assert seen.server_errors == MOST_REFUSALS + 5
    assert seen.since(seen).refusals == ()
