"""Who may call the API, in each of the three ways, and what callers are told."""

from pathlib import Path

import pytest
from aws_cdk.assertions import Match, Template

from tests.stacks.api_stack import AUTHS, BASE, properties, routes, synthesize


@pytest.fixture(scope="module")
def by_auth() -> dict[str, Template]:
    return {auth: synthesize(auth, waf=auth != "api-key") for auth in AUTHS}


@pytest.fixture(params=AUTHS)
def template(request: pytest.FixtureRequest, by_auth: dict[str, Template]) -> Template:
    return by_auth[request.param]


def test_every_method_asks_who_calls(by_auth: dict[str, Template]) -> None:
    asked = {"api-key": "NONE", "iam": "AWS_IAM", "cognito": "COGNITO_USER_POOLS"}
    for auth, template in by_auth.items():
        for method in routes(template).values():
            assert method["AuthorizationType"] == asked[auth]
            assert method.get("ApiKeyRequired", False) == (auth == "api-key")
            assert ("AuthorizerId" in method) == (auth == "cognito")


def test_a_key_has_a_rate_a_burst_and_a_daily_quota_and_its_value_is_nowhere(
    by_auth: dict[str, Template],
) -> None:
    template = by_auth["api-key"]
    template.has_resource_properties(
        "AWS::ApiGateway::UsagePlan",
        {
            "Quota": {"Limit": BASE.api.quota_per_day, "Period": "DAY"},
            "Throttle": {
                "BurstLimit": BASE.api.throttle.burst,
                "RateLimit": BASE.api.throttle.rate_per_second,
            },
        },
    )
    [key] = properties(template, "AWS::ApiGateway::ApiKey")
    assert "Value" not in key
    template.resource_count_is("AWS::ApiGateway::UsagePlanKey", 1)


def test_the_user_pool_is_strict(by_auth: dict[str, Template]) -> None:
    template = by_auth["cognito"]
    template.has_resource_properties(
        "AWS::Cognito::UserPool",
        {
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
            "DeletionProtection": "ACTIVE",
            "MfaConfiguration": "ON",
            "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
            "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
        },
    )
    template.has_resource_properties(
        "AWS::Cognito::UserPoolClient",
        {"PreventUserExistenceErrors": "ENABLED", "AllowedOAuthFlows": Match.absent()},
    )


def test_the_api_is_regional_speaks_modern_tls_and_answers_no_preflight(template: Template) -> None:
    [api] = properties(template, "AWS::ApiGateway::RestApi")
    assert api["EndpointConfiguration"]["Types"] == ["REGIONAL"]
    assert api["SecurityPolicy"].startswith("SecurityPolicy_TLS13_1_2")
    assert {verb for _, verb in routes(template)} == {"get", "post"}


def test_the_outputs_are_those_the_command_line_reads_and_export_nothing(
    by_auth: dict[str, Template],
) -> None:
    expected = {
        "api-key": {"ApiKeyId"},
        "iam": set(),
        "cognito": {"UserPoolId", "UserPoolClientId"},
    }
    for auth, template in by_auth.items():
        outputs = template.find_outputs("*")
        assert set(outputs) == {"ApiUrl", "ApiId", "StageName"} | expected[auth]
        assert [name for name, output in outputs.items() if "Export" in output] == []


def test_the_lambda_folder_is_known_only_as_a_path() -> None:
    source = "".join(path.read_text() for path in Path("stacks").rglob("*.py"))
    assert "import inference_proxy" not in source
    assert "from inference_proxy" not in source
