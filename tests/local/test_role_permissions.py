"""Strict mode knows a role by its path, and which policy would be attached to it."""

import pytest
from ministack.core import iam_actions
from ministack.services import iam

from local import role_permissions

ARN = "arn:aws:iam::000000000000:role/lab2api/classroom/demo/demo-an"


@pytest.fixture(autouse=True)
def role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iam, "_roles", {"demo-an": {"Arn": ARN}})
    for name in ("extract_resource_arn", "request_tag_context"):
        monkeypatch.setattr(iam_actions, name, getattr(iam_actions, name))
    role_permissions.install()


def test_a_role_is_named_with_its_path() -> None:
    def named(role: str) -> str:
        return iam_actions.extract_resource_arn(
            "iam", "POST", "/", {}, b"", {"RoleName": [role]}, "us-east-1", "000000000000"
        )

    assert named("demo-an") == ARN
    assert named("gone") == "arn:aws:iam::000000000000:role/gone"


@pytest.mark.parametrize(("verb", "known"), [("AttachRolePolicy", True), ("DeleteRole", False)])
def test_the_policy_to_attach_is_a_condition_key(verb: str, known: bool) -> None:
    found = iam_actions.request_tag_context("iam", f"iam:{verb}", b"", {"PolicyArn": ["arn:policy"]})
    assert found == ({"iam:policyarn": "arn:policy"} if known else {})
