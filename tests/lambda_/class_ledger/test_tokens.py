"""Tokens and failures in a real table: the calls are what DynamoDB takes, and what comes back is the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from class_ledger.attempts import MOST_FAILURES, Attempts
from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.tokens import KEPT_DAYS, Token, Tokens, digest, lookup_of, new_token
from tests.lambda_.class_ledger.dynamodb import Ledger

NOW = datetime(2026, 9, 8, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    yield Ledger()


def test_a_token_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    tokens = Tokens(table=ledger.table)
    made = [new_token("one", slug=slug, now=NOW)[1] for slug in ("an", None)]
    tokens.put(made)
    assert [tokens.find("one", token.lookup) for token in made] == made
    assert {token.lookup: token for token in tokens.all("one")} == {token.lookup: token for token in made}
    assert all(token.opens for token in made)


def test_what_is_not_there_is_nobodys_and_opens_nothing(ledger: Ledger) -> None:
    found = Tokens(table=ledger.table).find("one", "0" * 16)
    assert (found.opens, found.slug) == (False, None)


def test_a_class_does_not_see_anothers_tokens(ledger: Ledger) -> None:
    tokens = Tokens(table=ledger.table)
    _, kept = new_token("two", slug="an", now=NOW)
    tokens.put([kept])
    assert not tokens.find("three", kept.lookup).opens
    assert list(tokens.all("three")) == []


def test_a_revoked_token_stays_for_a_while_and_says_since_when(ledger: Ledger) -> None:
    tokens = Tokens(table=ledger.table)
    _, kept = new_token("four", slug="an", now=NOW)
    tokens.put([kept])
    tokens.revoke([kept], now=NOW)
    found = tokens.find("four", kept.lookup)
    assert (found.opens, found.revoked) == (False, NOW)
    tokens.revoke([found], now=NOW + timedelta(days=1))
    assert tokens.find("four", kept.lookup).revoked == NOW
    item = ledger.table.get_item(Key={"Class": "four", "Item": f"token#{kept.lookup}"})["Item"]
    assert item["Expires"] == int((NOW + timedelta(days=KEPT_DAYS + 1)).timestamp())


def test_a_thousand_tokens_are_kept_in_few_calls(ledger: Ledger) -> None:
    ledger.calls.clear()
    Tokens(table=ledger.table).put(new_token("five", slug="an", now=NOW)[1] for _ in range(100))
    assert ledger.calls["BatchWriteItem"] == 4
    assert len(list(Tokens(table=ledger.table).all("five"))) == 100


def test_a_secret_has_256_bits_and_no_two_are_alike() -> None:
    texts = [new_token("one", slug="an", now=NOW)[0] for _ in range(200)]
    assert {len(text.partition(".")[2]) for text in texts} == {43}, "base64 of 32 bytes"
    assert len({text.partition(".")[2] for text in texts}) == len({lookup_of(text) for text in texts}) == 200


def test_a_token_keeps_no_part_of_the_secret() -> None:
    text, kept = new_token("one", slug="an", now=NOW)
    assert isinstance(kept, Token)
    assert text.partition(".")[2] not in kept.model_dump_json()
    assert kept.digest == digest("one", text) != digest("two", text)


def test_failures_are_counted_across_calls_by_the_table(ledger: Ledger) -> None:
    attempts = Attempts(table=ledger.table)
    said = [attempts.failed("one", "192.0.2.1", now=NOW) for _ in range(MOST_FAILURES + 2)]
    assert said == [False] * MOST_FAILURES + [True, True]
    assert not attempts.failed("one", "192.0.2.2", now=NOW)
    assert not attempts.failed("two", "192.0.2.1", now=NOW)


def test_a_lease_says_since_when_it_is_in_its_state(ledger: Ledger) -> None:
    leases = Leases(table=ledger.table)
    terms = {"class_name": "six", "slug": "an", "sandbox": "six-an", "budget_usd": 1, "warn_at": 0.5}
    granted = Lease.model_validate({**terms, "ends": NOW, "api_key_id": "key"})
    leases.put(granted)
    assert granted.since is None
    assert leases.change(granted, state="frozen", reason="spent", at=NOW)
    leases.put(granted)
    (found,) = leases.all("six")
    assert (found.state, found.since) == ("frozen", NOW)
