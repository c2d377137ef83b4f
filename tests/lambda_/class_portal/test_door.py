"""Wrong tokens find nothing, tell nothing and lock nobody else out."""

import hashlib
import hmac
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from class_ledger.attempts import MOST_FAILURES, WINDOW_SECONDS, network
from class_ledger.tokens import Tokens
from tests.lambda_.class_portal.portal import NOW, MemoryTable, Portal

LAMBDA = str(Path(__file__).parents[3] / "lambda")
GUESSES = 10_000


def wrong_tokens(portal: Portal) -> dict[str, str]:
    """One of each kind, of the same length."""
    right, kept = portal.token("an")
    lookup, _, secret = right.partition(".")
    revoked, item = portal.token("binh")
    Tokens(table=portal.table).revoke([item], now=NOW)
    assert kept.digest != item.digest
    return {
        "unknown id": f"{secrets.token_hex(8)}.{secret}",
        "wrong secret": f"{lookup}.{secrets.token_urlsafe(32)}",
        "revoked": revoked,
        "another class's": portal.token("an", class_name="other")[0],
        "no token at all": "x" * len(right),
    }


def test_ten_thousand_wrong_tokens_find_nothing_and_lock_nobody_else_out(portal: Portal) -> None:
    right = {slug: portal.token(slug)[0] for slug in ("an", "binh", "chi")}
    lookups = [token.partition(".")[0] for token in right.values()]
    statuses = set()
    for number in range(GUESSES):
        known, unknown = lookups[number % 3], secrets.token_hex(8)
        guess = f"{known if number % 2 else unknown}.{secrets.token_urlsafe(32)}"
        statuses.add(portal.sign_in(guess).status)
    assert statuses == {401, 429}
    assert portal.studio.calls == []
    counts = [key for key in portal.table.items if key[1].startswith("attempts#")]
    assert len(counts) == 1, "what guessing leaves behind is bounded"
    for slug, token in right.items():
        assert portal.sign_in(token).status == 303, f"{slug}, behind the same address"
    assert [call["UserProfileName"] for call in portal.studio.calls] == ["demo-an", "demo-binh", "demo-chi"]


def test_nothing_tells_one_kind_of_wrong_token_from_another(portal: Portal) -> None:
    answers = {kind: portal.sign_in(token) for kind, token in wrong_tokens(portal).items()}
    assert {answer.status for answer in answers.values()} == {401}
    assert len({answer.html for answer in answers.values()}) == 1
    assert len({str(answer.headers) for answer in answers.values()}) == 1


def test_nothing_tells_them_apart_after_many_failures_either(portal: Portal) -> None:
    wrong = wrong_tokens(portal)
    for _ in range(MOST_FAILURES):
        portal.sign_in("x")
    answers = {(answer.status, answer.html) for answer in map(portal.sign_in, wrong.values())}
    assert len(answers) == 1
    assert {status for status, _ in answers} == {429}
    assert portal.sign_in("x").headers["retry-after"] == str(WINDOW_SECONDS)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was hashed and compared, in order."""
    done: list[str] = []
    compare, sha256 = hmac.compare_digest, hashlib.sha256

    def counting_compare(one: Any, other: Any) -> bool:
        done.append(f"compare {len(one)} {len(other)}")
        return compare(one, other)

    def counting_hash(data: bytes) -> Any:
        done.append(f"hash {len(data)}")
        return sha256(data)

    monkeypatch.setattr(hmac, "compare_digest", counting_compare)
    monkeypatch.setattr(hashlib, "sha256", counting_hash)
    return done


def test_every_wrong_token_costs_the_same_calls_hashes_and_comparisons(
    portal: Portal, compared: list[str]
) -> None:
    work = {}
    for kind, token in wrong_tokens(portal).items():
        portal.table.calls.clear()
        compared.clear()
        portal.sign_in(token)
        work[kind] = (tuple(portal.table.calls), tuple(compared))
    assert set(work.values()) == {(("get", "update"), ("hash 65", "compare 64 64"))}


def lines_run(call: Callable[[], object]) -> Iterator[tuple[str, int]]:
    """Yield each line of lambda/ that a call runs, in order: work, where seconds would be noise."""
    seen: list[tuple[str, int]] = []

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(LAMBDA):
            return None
        if event == "line":
            seen.append((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    yield from seen


def test_every_wrong_token_runs_the_same_lines_of_code(portal: Portal) -> None:
    wrong = wrong_tokens(portal)
    portal.sign_in(wrong["unknown id"])  # what is done once only
    traces = {kind: tuple(lines_run(partial(portal.sign_in, token))) for kind, token in wrong.items()}
    assert len(traces["unknown id"]) > 30, "the trace sees the code"
    for kind, trace in traces.items():
        assert trace == traces["unknown id"], kind


def test_the_control_of_that_test_a_right_token_runs_others(portal: Portal) -> None:
    right, wrong = portal.token("an")[0], wrong_tokens(portal)["wrong secret"]
    assert list(lines_run(lambda: portal.sign_in(right))) != list(lines_run(lambda: portal.sign_in(wrong)))


def test_a_token_opens_with_its_own_class_code_only(portal: Portal) -> None:
    token, _ = portal.token("an")
    assert portal.sign_in(token, code="other").status == 401
    assert portal.sign_in(token, code="").status == 401
    assert portal.sign_in(f" {token}\n", code=" DEMO ").status == 303, "as people paste and type it"


@pytest.mark.parametrize("place", range(3))
def test_a_token_that_is_nearly_right_is_wrong(portal: Portal, place: int) -> None:
    token, _ = portal.token("an")
    lookup, _, secret = token.partition(".")
    nearly = [f"{lookup}.{secret[:-1]}", f"{lookup}.{secret}A", f"{lookup}{secret}"][place]
    assert portal.sign_in(nearly).status == 401


def test_a_revoked_token_opens_nothing_from_then_on(portal: Portal) -> None:
    token, kept = portal.token("an")
    assert portal.sign_in(token).status == 303
    Tokens(table=portal.table).revoke([kept], now=NOW)
    assert portal.sign_in(token).status == 401
    assert len(portal.studio.calls) == 1


def test_what_is_kept_of_a_token_does_not_open(portal: Portal) -> None:
    token, kept = portal.token("an")
    secret = token.partition(".")[2]
    assert secret not in str(portal.table.items)
    assert portal.sign_in(f"{kept.lookup}.{kept.digest}").status == 401


def test_too_many_failures_are_said_of_one_address_and_for_a_while(portal: Portal) -> None:
    for _ in range(MOST_FAILURES):
        assert portal.sign_in("x", source="198.51.100.7").status == 401
    assert portal.sign_in("x", source="198.51.100.7").status == 429
    assert portal.sign_in("x", source="198.51.100.8").status == 401, "a neighbour"
    portal.now += timedelta(seconds=WINDOW_SECONDS)
    assert portal.sign_in("x", source="198.51.100.7").status == 401


def test_a_subscriber_of_ipv6_is_counted_once(portal: Portal) -> None:
    for number in range(MOST_FAILURES + 1):
        answer = portal.sign_in("x", source=f"2001:db8:0:1::{number:x}")
    assert answer.status == 429
    assert network("2001:db8:0:1::1") != network("2001:db8:0:2::1")
    assert network("not an address") == "unknown"


def test_a_count_is_forgotten_by_the_table_itself(portal: Portal) -> None:
    portal.sign_in("x")
    assert isinstance(portal.table, MemoryTable)
    (count,) = (item for key, item in portal.table.items.items() if key[1].startswith("attempts#"))
    assert NOW.timestamp() + WINDOW_SECONDS < count["Expires"] <= NOW.timestamp() + 2 * WINDOW_SECONDS
