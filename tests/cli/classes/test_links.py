"""`class links`: a link each, shown once; the ledger has hashes alone; nothing is replaced unasked."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from cli.__main__ import app
from cli.classes import links
from cli.target import Target
from tests.lambda_.class_ledger.dynamodb import Ledger
from tests.lambda_.class_portal.portal import Portal, build

DOOR = "https://door.example/classroom/sign-in"


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A class whose ledger and door are here."""
    made = Ledger()
    target = Target(environment="classroom", region="us-east-1")
    monkeypatch.setattr(links, "of_environment", lambda _: target)
    monkeypatch.setattr(links, "ledger", lambda *_: made.table)
    monkeypatch.setattr(links, "door", lambda *_: DOOR)
    yield made


@pytest.fixture
def portal(ledger: Ledger) -> Portal:
    made = build(table=ledger.table)
    for slug in ("an", "binh", "chi"):
        made.grant(slug)
    return made


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["class", "links", *words], input=answer)


def made(*words: str) -> list[dict[str, str]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, str]] = json.loads(result.stdout)["links"]
    return found


def everything(ledger: Ledger) -> str:
    return str(ledger.table.scan()["Items"])


def test_each_student_gets_a_link_that_opens_their_own_studio(ledger: Ledger, portal: Portal) -> None:
    rows = made("demo")
    assert [row["who"] for row in rows] == ["an", "binh", "chi"]
    for row in rows:
        address = urlsplit(row["link"])
        assert (address.query, address.fragment.count("&")) == ("", 1), "nothing that a server would log"
        given = {name: values[0] for name, values in parse_qs(address.fragment).items()}
        assert given == {"code": "demo", "token": row["token"]}
        assert portal.sign_in(given["token"], code=given["code"]).status == 303
        assert portal.studio.calls[-1]["UserProfileName"] == f"demo-{row['who']}"


def test_the_ledger_keeps_hashes_alone(ledger: Ledger) -> None:
    rows = made("demo") + made("demo", "--instructor")
    kept = everything(ledger)
    for row in rows:
        assert row["token"].partition(".")[2] not in kept


def test_the_instructors_link_shows_the_class(ledger: Ledger, portal: Portal) -> None:
    (row,) = made("demo", "--instructor")
    assert (row["who"], row["role"]) == ("instructor", "instructor")
    answer = portal.sign_in(row["token"])
    assert answer.headers["location"] == "class"
    assert portal.spending(answer.headers["set-cookie"].partition(";")[0]).status == 200


def test_a_csv_is_readable_by_its_owner_alone_and_never_overwrites(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    result = run("demo", "--csv", str(path))
    assert result.exit_code == 0, result.output
    assert path.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["who"] for row in rows] == ["an", "binh", "chi"]
    assert rows[0]["token"] not in result.output
    before = everything(ledger)
    again = run("demo", "--csv", str(path), "--yes")
    assert again.exit_code == 1
    assert "exists" in again.output
    assert everything(ledger) == before, "nothing is made that could not be written"


def test_replacing_is_asked_first_and_a_no_changes_nothing(ledger: Ledger, portal: Portal) -> None:
    first = made("demo")
    before = everything(ledger)
    refused = run("demo", answer="n\n")
    assert refused.exit_code == 1
    assert "3 links of demo will stop working" in refused.output
    assert everything(ledger) == before
    assert run("demo").exit_code == 1, "nobody to ask is a no"
    assert portal.sign_in(first[0]["token"]).status == 303


def test_a_new_link_ends_the_old_one_and_nobody_elses(ledger: Ledger, portal: Portal) -> None:
    first = {row["who"]: row["token"] for row in made("demo")}
    assert run("demo", "--student", "an", answer="y\n").exit_code == 0
    assert portal.sign_in(first["an"]).status == 401
    assert portal.sign_in(first["binh"]).status == 303
    (second,) = made("demo", "--student", "an", "--yes")
    assert portal.sign_in(second["token"]).status == 303


def test_missing_makes_links_for_those_who_have_none(ledger: Ledger, portal: Portal) -> None:
    first = made("demo", "--student", "an")
    rows = made("demo", "--missing")
    assert [row["who"] for row in rows] == ["binh", "chi"]
    assert portal.sign_in(first[0]["token"]).status == 303
    assert made("demo", "--missing") == []


def test_revoking_ends_links_and_makes_none(ledger: Ledger, portal: Portal) -> None:
    first = {row["who"]: row["token"] for row in made("demo")}
    kept = made("demo", "--instructor")[0]["token"]
    assert run("demo", "--revoke", answer="n\n").exit_code == 1
    assert portal.sign_in(first["an"]).status == 303
    result = run("demo", "--revoke", "--yes", "--json")
    assert json.loads(result.stdout) == {"revoked": 3}
    assert [portal.sign_in(token).status for token in first.values()] == [401, 401, 401]
    assert portal.sign_in(kept).status == 303
    assert json.loads(run("demo", "--revoke", "--yes", "--json").stdout) == {"revoked": 0}


def test_the_link_of_who_left_the_roster_ends_with_the_next_links(ledger: Ledger, portal: Portal) -> None:
    """Otherwise it would open again for another student of the same slug."""
    portal.grant("dao")
    left = portal.token("dao")[0]
    made("demo", "--student", "an")
    assert portal.sign_in(left).status == 303
    assert "2 links of demo" in run("demo", answer="y\n").output
    assert portal.sign_in(left).status == 401


def test_links_that_could_not_be_handed_over_leave_the_old_ones_working(
    ledger: Ledger, portal: Portal, tmp_path: Path
) -> None:
    first = made("demo", "--student", "an")[0]["token"]
    nowhere = tmp_path / "missing" / "links.csv"
    assert run("demo", "--csv", str(nowhere), "--yes").exit_code != 0
    assert portal.sign_in(first).status == 303


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demo", "--student", "nobody"), "has no student nobody"),
        (("demo", "--student", "an", "--instructor"), "two links"),
        (("unknown",), "no such class"),
    ],
)
def test_what_cannot_be_is_said(ledger: Ledger, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert said in result.output
    assert everything(ledger) == "[]"


def test_a_class_that_is_not_deployed_says_what_to_do(monkeypatch: pytest.MonkeyPatch, account: Any) -> None:
    monkeypatch.setattr(
        links, "of_environment", lambda _: Target(environment="classroom", region="us-east-1")
    )
    account.refuse("cloudformation", "describe_stacks", "ValidationError", "Stack with id x does not exist")
    result = run("demo")
    assert result.exit_code == 1
    assert "the class demo is not deployed" in result.output
