"""`lab2api deploy` where nobody may create a role: no bootstrap, a bucket of ours, and the role handed on."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import config
from cli import cdk, closed_account, cloud
from cli.__main__ import app
from cli.closed_account import ClosedAccount, make_asset_bucket
from cli.target import Target
from config.account import ASSET_BUCKET
from tests.cli.account import Account, account

NUMBER, REGION = "123456789012", "us-east-1"
BUCKET = ASSET_BUCKET.format(account=NUMBER, region=REGION)
CALLER = {
    "Account": NUMBER,
    "Arn": f"arn:aws:sts::{NUMBER}:assumed-role/voclabs/user1",
    "UserId": "AROAEXAMPLE:user1",
}
HERE = Target(environment="closed", region=REGION)
__all__ = ["account"]


def expect_set_up(account: Account, bucket: str = BUCKET) -> None:
    """What makes a bucket private, encrypted, versioned, forgetful and TLS only, by whatever values."""
    for operation in (
        "put_public_access_block",
        "put_bucket_encryption",
        "put_bucket_versioning",
        "put_bucket_lifecycle_configuration",
        "put_bucket_policy",
    ):
        account.expect("s3", operation, {})


def refuse_head(account: Account, status: int) -> None:
    """S3 says by its status alone whose a bucket is: an answer to HEAD has no body."""
    account.client("s3")
    account._stubs["s3"].add_client_error("head_bucket", str(status), http_status_code=status)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The calls of the CDK CLI."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(cdk, "run", lambda *arguments, **_: calls.append(arguments))
    monkeypatch.setattr(cloud, "before_deploy", lambda target: None)
    monkeypatch.setattr(cloud, "check_classes", lambda target: None)
    monkeypatch.setattr(Target, "api_url", lambda self: "https://api")
    return calls


def test_nothing_is_bootstrapped_and_cloudformation_is_given_the_role(
    account: Account, ran: list[tuple[str, ...]]
) -> None:
    account.expect("sts", "get_caller_identity", CALLER)
    refuse_head(account, 404)
    account.expect("s3", "create_bucket", {}, {"Bucket": BUCKET})
    expect_set_up(account)
    said = CliRunner().invoke(app, ["deploy", "closed"])
    assert said.exit_code == 0, said.stderr
    account.done()
    role = f"arn:aws:iam::{NUMBER}:role/LabRole"
    assert ran == [("deploy", "Closed/*", "-c", "environments=closed", "--role-arn", role)]


def test_destroying_needs_the_role_too(account: Account, ran: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(cloud.serving, "remove_all", lambda target: None)
    account.expect("sts", "get_caller_identity", CALLER)
    assert CliRunner().invoke(app, ["destroy", "closed", "--yes"]).exit_code == 0
    assert ran[0][-2:] == ("--role-arn", f"arn:aws:iam::{NUMBER}:role/LabRole")


def test_other_environments_are_bootstrapped_as_before(account: Account, ran: list[tuple[str, ...]]) -> None:
    account.expect("sts", "get_caller_identity", CALLER)
    assert CliRunner().invoke(app, ["deploy", "dev"]).exit_code == 0
    assert ran == [
        ("bootstrap", f"aws://{NUMBER}/us-east-1"),
        ("deploy", "Dev/*", "-c", "environments=dev"),
    ]


def test_the_role_is_not_handed_on_where_cloudformation_cannot_take_it() -> None:
    table = config.load("closed").account
    assert table
    alone = table.model_copy(update={"trusted_by": ("lambda",)})
    assert ClosedAccount(alone).options(CALLER) == []


def test_an_arn_of_another_account_ends_the_deploy_before_anything_is_made(
    account: Account, ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = config.load("closed")
    assert elsewhere.account
    table = elsewhere.account.model_copy(update={"role": "arn:aws:iam::999999999999:role/LabRole"})
    monkeypatch.setattr(
        closed_account.config, "load", lambda name: elsewhere.model_copy(update={"account": table})
    )
    account.expect("sts", "get_caller_identity", CALLER)
    said = CliRunner().invoke(app, ["deploy", "closed"])
    assert said.exit_code == 1
    assert "account.role is of 999999999999" in said.stderr
    assert ran == []
    account.done()


@pytest.mark.parametrize(("status", "made"), [(200, False), (404, True)])
def test_the_bucket_is_made_once_and_set_up_every_time(status: int, made: bool, account: Account) -> None:
    if made:
        refuse_head(account, status)
        account.expect("s3", "create_bucket", {}, {"Bucket": BUCKET})
    else:
        account.expect("s3", "head_bucket", {}, {"Bucket": BUCKET, "ExpectedBucketOwner": NUMBER})
    expect_set_up(account)
    assert make_asset_bucket(target=HERE, account=NUMBER) == BUCKET
    account.done()


def test_somebody_elses_bucket_ends_the_deploy(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """Bucket names are anyone's to take: who owns it could change what CloudFormation reads."""
    refuse_head(account, 403)
    with pytest.raises(typer.Exit):
        make_asset_bucket(target=HERE, account=NUMBER)
    assert "is not this account's" in capsys.readouterr().err
    account.done()


def test_it_is_made_where_the_environment_is(account: Account) -> None:
    oregon = Target(environment="closed", region="us-west-2")
    name = ASSET_BUCKET.format(account=NUMBER, region="us-west-2")
    refuse_head(account, 404)
    location: dict[str, Any] = {"LocationConstraint": "us-west-2"}
    account.expect("s3", "create_bucket", {}, {"Bucket": name, "CreateBucketConfiguration": location})
    expect_set_up(account, name)
    make_asset_bucket(target=oregon, account=NUMBER)
    account.done()


def test_the_bucket_answers_over_tls_only() -> None:
    (statement,) = json.loads(closed_account._over_tls_only(BUCKET))["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
