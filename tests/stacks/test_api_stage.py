"""The API's stage: what it logs, what it answers itself, and the firewall before it."""

import json
import re
from typing import Any

import pytest
from aws_cdk.assertions import Template

from stacks.constructs.gateway_responses import ANSWERS
from tests.stacks.api_stack import AUTHS, BASE, OPENAPI, properties, resources, synthesize


@pytest.fixture(scope="module")
def by_auth() -> dict[str, Template]:
    return {auth: synthesize(auth, waf=auth != "api-key") for auth in AUTHS}


@pytest.fixture(params=AUTHS)
def template(request: pytest.FixtureRequest, by_auth: dict[str, Template]) -> Template:
    return by_auth[request.param]


def test_the_stage_logs_traces_and_throttles_and_writes_down_no_body(template: Template) -> None:
    [stage] = properties(template, "AWS::ApiGateway::Stage")
    assert stage["TracingEnabled"] is True
    [setting] = stage["MethodSettings"]
    assert (setting["HttpMethod"], setting["ResourcePath"]) == ("*", "/*")
    assert (setting["DataTraceEnabled"], setting["LoggingLevel"]) == (False, "ERROR")
    assert setting["ThrottlingRateLimit"] == BASE.api.throttle.rate_per_second
    line = json.loads(stage["AccessLogSetting"]["Format"])
    assert {"requestId", "errorMessage", "integrationLatency", "apiKeyId"} <= line.keys()
    assert not any("$input" in value or "body" in value.lower() for value in line.values())


def test_every_log_group_is_encrypted_and_forgets(template: Template) -> None:
    groups = properties(template, "AWS::Logs::LogGroup")
    assert len(groups) >= 3
    for group in groups:
        assert "KmsKeyId" in group
        assert group["RetentionInDays"] == BASE.retention.log_days


def test_the_account_wide_logging_role_outlives_the_stack(template: Template) -> None:
    [account] = resources(template, "AWS::ApiGateway::Account").values()
    assert account["DeletionPolicy"] == "Retain"
    role = resources(template, "AWS::IAM::Role")[account["Properties"]["CloudWatchRoleArn"]["Fn::GetAtt"][0]]
    assert role["DeletionPolicy"] == "Retain"
    [stage] = resources(template, "AWS::ApiGateway::Stage").values()
    [name] = resources(template, "AWS::ApiGateway::Account")
    assert name in stage["DependsOn"]


def rendered(template: str) -> dict[str, Any]:
    """A gateway response's body, its variables replaced as API Gateway does."""
    text = template.replace("$context.error.messageString", '"a message"')
    text = re.sub(r"\$context\.\w+", "id", text)
    body: dict[str, Any] = json.loads(text)
    return body


def test_what_the_gateway_answers_is_a_documented_problem(template: Template) -> None:
    examples = {
        response["content"]["application/problem+json"]["example"]["type"]: response["content"]
        for response in OPENAPI["components"]["responses"].values()
    }
    responses = properties(template, "AWS::ApiGateway::GatewayResponse")
    assert len(responses) == len(ANSWERS)
    for response in responses:
        body = rendered(response["ResponseTemplates"]["application/json"])
        example = examples[body["type"]]["application/problem+json"]["example"]
        assert str(body["status"]) == response["StatusCode"]
        assert (body["status"], body["title"]) == (example["status"], example["title"])
        assert {"detail", "request_id"} <= body.keys()
        headers = response["ResponseParameters"]
        assert headers["gatewayresponse.header.content-type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.x-request-id"] == "context.requestId"
        again = "gatewayresponse.header.retry-after" in headers
        assert again == (body["status"] in (429, 500, 504)), response["ResponseType"]


def test_a_body_the_gateway_refuses_has_its_field_named(template: Template) -> None:
    [response] = [
        r
        for r in properties(template, "AWS::ApiGateway::GatewayResponse")
        if r["ResponseType"] == "BAD_REQUEST_BODY"
    ]
    [error] = rendered(response["ResponseTemplates"]["application/json"])["errors"]
    assert error == {"field": "body", "message": "must be one JSON object; NaN and Infinity are not JSON"}


def test_no_gateway_message_that_may_hold_an_arn_reaches_a_client(template: Template) -> None:
    for response in properties(template, "AWS::ApiGateway::GatewayResponse"):
        if "messageString" in response["ResponseTemplates"]["application/json"]:
            assert response["ResponseType"] == "BAD_REQUEST_PARAMETERS"


def test_the_firewall_has_common_rules_a_rate_limit_and_a_log_without_secrets(
    by_auth: dict[str, Template],
) -> None:
    template = by_auth["iam"]
    [acl] = properties(template, "AWS::WAFv2::WebACL")
    assert [rule["Name"] for rule in acl["Rules"]] == [
        "RateLimit",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    ]
    template.resource_count_is("AWS::WAFv2::WebACLAssociation", 1)
    [logging] = properties(template, "AWS::WAFv2::LoggingConfiguration")
    redacted = {field["SingleHeader"]["Name"] for field in logging["RedactedFields"]}
    assert redacted == {"authorization", "cookie", "x-api-key"}
    by_auth["api-key"].resource_count_is("AWS::WAFv2::WebACL", 0)
