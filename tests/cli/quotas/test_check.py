"""`lab2api quotas check`: an account that is too small is told so before a deployment, and by how much."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli import cdk, cloud
from cli.__main__ import app
from cli.declared.resource import Resource
from cli.quotas import asked, command
from cli.quotas.need import sums
from cli.quotas.needs import COUNTED, needs
from cli.target import Target
from tests.cli import snapshots
from tests.cli.quotas.service_quotas import Account, serving

G6 = "ml.g6.xlarge for endpoint usage"
PLENTY = 10_000.0


def large(resources: list[Resource]) -> dict[tuple[str, str], float]:
    """An account with plenty of all that is needed."""
    return {(one.quota.service_code, one.quota.name): PLENTY for one in sums(needs(resources))}


@pytest.fixture
def on_g6(monkeypatch: pytest.MonkeyPatch) -> list[Resource]:
    """The environment `prod` as if it served on a G6."""
    found = snapshots.of("prod", replacing=('"ml.m5.large"', '"ml.g6.xlarge"'))
    monkeypatch.setattr(command, "synthesized", lambda environment: found)
    return found


@pytest.fixture
def account(on_g6: list[Resource], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Account]:
    """An account with plenty, but no G6."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "XDG_CACHE_HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    with serving(Account(applied=large(on_g6) | {("sagemaker", G6): 0.0})) as found:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SERVICE_QUOTAS", found.url)
        yield found


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["quotas", "check", "prod", *arguments])


def by_name(*arguments: str) -> dict[str, dict[str, Any]]:
    said = check("--json", *arguments)
    return {row["quota"]: row for row in json.loads(said.stdout)["quotas"]}


def test_without_a_g6_the_check_fails_and_prints_the_line_that_asks_for_them(account: Account) -> None:
    said = check()
    assert said.exit_code == 1
    (line,) = [one for one in said.stdout.splitlines() if one.startswith("aws ")]
    assert "request-service-quota-increase --service-code sagemaker --quota-code L-" in line
    assert line.endswith("--desired-value 6 --region us-east-1")


def test_nothing_is_deployed_to_an_account_that_is_too_small(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[str] = []
    monkeypatch.setattr(cdk, "run", lambda verb, *more, **_: run.append(verb))
    monkeypatch.setattr(
        cloud, "of_environment", lambda name: Deployable(environment=name, region="us-east-1")
    )
    said = CliRunner().invoke(app, ["deploy", "prod"])
    assert (said.exit_code, run) == (1, [])
    assert G6.split()[0] in said.stdout
    assert "--skip-quotas" in said.stderr
    CliRunner().invoke(app, ["deploy", "prod", "--skip-quotas"])
    assert run == ["bootstrap", "deploy"]


class Deployable(Target):
    """A target whose STS answers, so that a deployment comes as far as the check."""

    def client(self, service: str) -> Any:
        return Sts() if service == "sts" else super().client(service)

    def api_url(self) -> str:
        return "https://made-up"


class Sts:
    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "1" * 12}


def test_each_quota_that_breaks_with_thirty_seats_is_named_with_what_is_short(account: Account) -> None:
    account.applied |= {
        ("sagemaker", "Maximum number of Studio user profiles allowed per account"): 2.0,
        ("sagemaker", "Studio JupyterLab Apps running on ml.t3.medium instances"): 20.0,
    }
    found = by_name("--seats", "30")
    short = {name: row["short"] for name, row in found.items() if row["state"] == "breaks"}
    assert short == {
        G6: 6,
        "Maximum number of Studio user profiles allowed per account": 28,
        "Studio JupyterLab Apps running on ml.t3.medium instances": 10,
    }
    assert check("--seats", "30").exit_code == 1


def test_seats_multiply_what_is_a_persons_and_nothing_else(on_g6: list[Resource]) -> None:
    one, thirty = (
        {n.quota.name: n.amount for n in sums(needs(on_g6, people_at_once=seats))} for seats in (1, 30)
    )
    grown = {name: thirty[name] - amount for name, amount in one.items() if thirty[name] != amount}
    assert grown.pop("Customer managed policies per account") % 29 == 0
    assert set(grown.values()) == {29}
    assert "Roles per account" in grown
    assert G6 not in grown


def test_a_service_is_asked_once_whatever_its_pages_and_then_not_for_an_hour(account: Account) -> None:
    check()
    before = len(account.asked)
    pages = -(-len([1 for service, _ in account.applied if service == "sagemaker"]) // 2)
    assert account.asked.count(("ListServiceQuotas", "sagemaker")) == pages
    assert {operation for operation, _ in account.asked} == {"ListServiceQuotas"}
    check()
    assert len(account.asked) == before


def test_what_the_account_does_not_list_is_awss_default_and_breaks_nothing(account: Account) -> None:
    del account.applied[("sagemaker", G6)]
    account.defaults[("sagemaker", G6)] = 0.0
    said, found = check(), by_name()[G6]
    assert said.exit_code == 3
    assert (found["state"], found["origin"]) == ("may break", "default")


def test_enough_of_everything_fits(account: Account) -> None:
    account.applied[("sagemaker", G6)] = 6.0
    assert check().exit_code == 0
    assert by_name()[G6]["needed_at_most"] == 12  # two fleets, while a deployment replaces six instances


def test_offline_defaults_never_break_and_say_that_nobody_verified_them(account: Account) -> None:
    assert check("--offline").exit_code == 3
    found = by_name("--offline").values()
    assert {row["origin"] for row in found} == {"default, unverified", "unknown"}
    assert "breaks" not in {row["state"] for row in found}
    assert account.asked == []


def test_no_credentials_are_a_note_and_no_failure(
    on_g6: list[Resource], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "has_credentials", lambda: False)
    said = check()
    assert said.exit_code == 3
    assert "no AWS credentials" in said.stderr


def test_a_file_of_awss_own_answer_takes_the_accounts_place(on_g6: list[Resource], tmp_path: Path) -> None:
    rows = [
        {"ServiceCode": service, "QuotaName": name, "QuotaCode": "L-00000001", "Value": value}
        for (service, name), value in large(on_g6).items()
    ]
    path = tmp_path / "quotas.json"
    path.write_text(json.dumps({"Quotas": rows}))
    assert check("--account", str(path)).exit_code == 0


def test_every_type_of_a_template_is_counted_or_named_as_not_counted(on_g6: list[Resource]) -> None:
    left = json.loads(check("--json", "--offline").stdout)["not_counted"]
    named = {entry.split()[1] for entry in left if entry[0].isdigit()}
    assert {one.type for one in on_g6} - COUNTED == named
