"""With TLS and IAM enforced, the synthesized policies are enough, and each is needed."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.end_to_end.local_aws import Local, body, row

pytestmark = pytest.mark.e2e


def test_the_synthesized_policies_are_enough_for_a_prediction(strict: Local) -> None:
    answer = strict.post(body(row()))
    assert answer.status_code == 200, answer.text


def test_without_its_invoke_policy_the_proxy_cannot_ask_the_endpoint(strict: Local) -> None:
    before = strict.invocations()
    iam = strict.client("iam")
    role = next(r["RoleName"] for r in iam.list_roles()["Roles"] if "ProxyRole" in r["RoleName"])
    policy = iam.get_role_policy(RoleName=role, PolicyName="invoke-breast-cancer")
    iam.delete_role_policy(RoleName=role, PolicyName="invoke-breast-cancer")
    try:
        answer = strict.post(body(row()))
        assert answer.status_code in (502, 503)
        assert "arn:" not in answer.text
        assert strict.invocations() == before
    finally:
        document = json.dumps(policy["PolicyDocument"])
        iam.put_role_policy(RoleName=role, PolicyName="invoke-breast-cancer", PolicyDocument=document)


def test_plain_http_is_refused(strict: Local) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(strict.api.replace("https:", "http:") + "/v1/health", timeout=5)
