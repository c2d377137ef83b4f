"""The portal of a class as its template has it: no more rights than its pages need, and nothing logged."""

import json
from typing import Any

import aws_cdk as cdk
import pytest

import config
from config.cohorts import sandbox_name
from config.roster import Roster
from stacks.constructs import PlatformKey
from stacks.constructs.class_portal import COUNTED, ClassPortal
from stacks.constructs.lease_table import LeaseTable
from tests.stacks.reading import Template, absent, as_list, below, identity_statements, only

CLASSROOM = config.load("classroom")


@pytest.fixture
def template(templates: dict[str, Template]) -> Template:
    return templates["Classroom-Class-demo"]


def statement(template: Template, sid: str) -> dict[str, Any]:
    (found,) = (one for _, one in identity_statements({"": template}) if one.get("Sid") == sid)
    return found


def test_the_portal_opens_profiles_of_its_class_alone(template: Template) -> None:
    found = statement(template, "OpenStudio")
    assert found["Action"] == "sagemaker:CreatePresignedDomainUrl"
    (roster,) = CLASSROOM.classes
    arn = json.dumps(found["Resource"])
    assert ":user-profile/" in arn
    assert arn.count("*") == 1
    prefix = f"{roster.name}-*"
    assert arn.rstrip('"]}').endswith(f"/{prefix}")
    assert all(sandbox_name(roster, one).startswith(prefix[:-1]) for one in roster.students)
    assert not any(user.startswith(prefix[:-1]) for user in CLASSROOM.studio.users if CLASSROOM.studio)


def test_the_portal_may_write_counts_of_failures_and_no_lease_or_token(template: Template) -> None:
    found = statement(template, "CountFailures")
    assert as_list(found["Action"]) == ["dynamodb:UpdateItem"]
    assert found["Condition"]["ForAllValues:StringEquals"] == {"dynamodb:Attributes": COUNTED}
    assert not {"state", "spent_usd", "budget_usd", "digest", "revoked", "slug"} & set(COUNTED)


def test_no_condition_on_an_address_would_end_the_sessions_of_who_moves(template: Template) -> None:
    """Studio asks the portal's role again at every request of a session, from the student's address."""
    assert "Condition" not in statement(template, "OpenStudio")


def test_no_log_gets_a_form_a_cookie_or_an_address_of_studio(template: Template) -> None:
    stage = only(template, "AWS::ApiGateway::Stage")["Properties"]
    (settings,) = stage["MethodSettings"]
    assert settings["DataTraceEnabled"] is False
    assert settings["LoggingLevel"] == "ERROR"
    logged = json.loads(stage["AccessLogSetting"]["Format"])
    assert not [name for name, value in logged.items() if "header" in value or "querystring" in value]
    assert "body" not in stage["AccessLogSetting"]["Format"].lower()


def test_the_door_is_throttled_and_speaks_modern_tls(template: Template) -> None:
    (settings,) = only(template, "AWS::ApiGateway::Stage")["Properties"]["MethodSettings"]
    assert settings["ThrottlingRateLimit"] == 20
    assert settings["ThrottlingBurstLimit"] == 100
    assert only(template, "AWS::ApiGateway::RestApi")["Properties"]["SecurityPolicy"].endswith("2021_06")


def test_the_functions_variables_are_what_its_settings_read(template: Template) -> None:
    function = below(template, "Portal", "AWS::Lambda::Function")
    variables = set(function["Properties"]["Environment"]["Variables"])
    ours = {name for name in variables if name.startswith("LAB2API_")}
    assert ours == {
        f"LAB2API_{name}"
        for name in ("ENVIRONMENT", "CLASS_NAME", "COURSE", "TABLE", "DOMAIN_ID", "REGION", "BEGINS")
    }


def test_gateway_pages_are_pages_in_both_languages(template: Template) -> None:
    found = [r for r in template["Resources"].values() if r["Type"] == "AWS::ApiGateway::GatewayResponse"]
    assert len(found) == 3
    for answer in found:
        parameters = answer["Properties"]["ResponseParameters"]
        assert parameters["gatewayresponse.header.content-type"] == "'text/html; charset=utf-8'"
        (page,) = answer["Properties"]["ResponseTemplates"].values()
        assert '<p lang="vi">' in page


def test_without_a_firewall_of_the_api_there_is_none_here(template: Template) -> None:
    assert absent(template, "AWS::WAFv2::WebACLAssociation", "AWS::WAFv2::WebACL")


def test_the_door_stands_behind_the_apis_firewall() -> None:
    stack = cdk.Stack(cdk.App(analytics_reporting=False), "Alone")
    (roster,) = CLASSROOM.classes
    portal(stack, roster, firewall_arn="arn:aws:wafv2:us-east-1:1:regional/webacl/one/1")
    found = only(cdk.assertions.Template.from_stack(stack).to_json(), "AWS::WAFv2::WebACLAssociation")
    assert found["Properties"]["WebACLArn"] == "arn:aws:wafv2:us-east-1:1:regional/webacl/one/1"


def portal(stack: cdk.Stack, roster: Roster, *, firewall_arn: str | None) -> ClassPortal:
    key = PlatformKey(stack, "Key", retention=CLASSROOM.retention)
    return ClassPortal(
        stack,
        "Portal",
        config=CLASSROOM,
        roster=roster,
        table=LeaseTable(stack, "Ledger", config=CLASSROOM, key=key),
        key=key,
        domain_id="d-1",
        firewall_arn=firewall_arn,
    )
