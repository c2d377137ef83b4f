"""`lab2api deploy|destroy`, and what keeps the local environment out of an account."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from cli.target import Target, clean_environment


@pytest.mark.parametrize("verb", ["deploy", "destroy"])
def test_the_local_environment_never_goes_to_an_account(verb: str) -> None:
    said = CliRunner().invoke(app, [verb, "local"])
    assert said.exit_code == 1
    assert "lab2api local" in said.stderr


def test_the_users_own_aws_credentials_never_reach_the_local_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    target = Target(environment="local", region="us-east-1", variables={"AWS_ACCESS_KEY_ID": "test"})
    kept = {key: value for key, value in clean_environment(target).items() if key.startswith("AWS_")}
    assert kept == {"AWS_ACCESS_KEY_ID": "test"}


def test_a_cloud_target_keeps_the_users_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    assert clean_environment(Target(environment="dev", region="us-east-1"))["AWS_PROFILE"] == "production"
