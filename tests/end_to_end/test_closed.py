"""An account where nobody may create a role, with the real CDK CLI: no bootstrap, and all runs as LabRole."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import config
from cli.cdk import CDK
from cli.closed_account import checked, make_asset_bucket
from cli.target import Target, clean_environment
from local import ports, process
from local.settings import ACCOUNT, Settings
from tests.end_to_end.local_aws import ROOT, row

pytestmark = pytest.mark.e2e
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
DEPLOY_SECONDS = 300


class InClosed(Target):
    """The environment `closed`, which is for an account, in the embedded AWS."""

    @property
    def local(self) -> bool:
        """It is, here."""
        return True


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, assembly: Path) -> Iterator[Target]:
    """Deploy what the tests' shared synthesis wrote; only LabRole is there before."""
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("closed"))
    process.start(settings)
    try:
        here = InClosed(
            environment="closed", region="us-east-1", variables=process.client_environment(settings)
        )
        here.client("iam").create_role(RoleName="LabRole", AssumeRolePolicyDocument=json.dumps(TRUST))
        caller = here.client("sts").get_caller_identity()
        make_asset_bucket(target=here, account=caller["Account"])
        closed = checked("closed", caller)
        assert closed
        deployed = subprocess.run(
            [
                str(CDK), "deploy", "--all", "--app", str(assembly / "assembly-Closed"), "--concurrency", "4",
                "--require-approval", "never", *closed.options(caller),
            ],
            cwd=ROOT,
            env=clean_environment(here),
            capture_output=True,
            text=True,
            timeout=DEPLOY_SECONDS,
            check=False,
        )  # fmt: skip
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        yield here
    finally:
        process.stop(settings)


def api(target: Target) -> tuple[str, dict[str, str]]:
    outputs = target.outputs("Api")
    base = target.variables["AWS_ENDPOINT_URL"]
    url = f"{base}/restapis/{outputs['ApiId']}/{outputs['StageName']}/_user_request_/v1"
    return url, {"x-api-key": target.api_key()}


def test_every_stack_is_there_without_a_bootstrap_and_no_role_was_made(target: Target) -> None:
    stacks = target.client("cloudformation").describe_stacks()["Stacks"]
    assert {stack["StackStatus"] for stack in stacks} == {"CREATE_COMPLETE"}
    names = {stack["StackName"] for stack in stacks}
    assert {"Closed-Api", "Closed-Studio", "Closed-Class-academy"} <= names
    assert "CDKToolkit" not in names
    assert [role["RoleName"] for role in target.client("iam").list_roles()["Roles"]] == ["LabRole"]
    assert target.client("iam").list_policies(Scope="Local")["Policies"] == []


def test_each_student_has_a_profile_that_runs_as_the_one_role(target: Target) -> None:
    sagemaker = target.client("sagemaker")
    found: list[dict[str, Any]] = sagemaker.list_user_profiles()["UserProfiles"]
    (academy,) = config.load("closed").classes
    wanted = {f"academy-{student.slug}" for student in academy.students}
    assert {profile["UserProfileName"] for profile in found} >= wanted
    for profile in found:
        described = sagemaker.describe_user_profile(
            DomainId=profile["DomainId"], UserProfileName=profile["UserProfileName"]
        )
        assert described["UserSettings"]["ExecutionRole"] == f"arn:aws:iam::{ACCOUNT}:role/LabRole"


def test_the_api_predicts_and_has_no_chat(target: Target) -> None:
    url, key = api(target)
    answer = httpx.post(
        f"{url}/models/breast-cancer/predictions", json={"instances": [row()]}, headers=key, timeout=60
    )
    assert answer.status_code == 200, answer.text
    chat = httpx.post(f"{url}/ai/chat", json={}, headers=key, timeout=60)
    assert chat.status_code == 403, "API Gateway's answer to a route that is not there"
