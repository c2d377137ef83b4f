"""The API stack: its routes, and what the function behind them is given."""

import json

import pytest
from aws_cdk.assertions import Template

import config
from http_api.retries import MARGIN_SECONDS
from inference_proxy.openapi import TIMEOUT_SECONDS
from inference_proxy.settings import Settings
from served_models.endpoint import ATTEMPT_SECONDS
from tests.stacks.api_stack import AUTHS, BASE, OPENAPI, properties, resources, routes, synthesize


@pytest.fixture(scope="module")
def by_auth() -> dict[str, Template]:
    return {auth: synthesize(auth, waf=auth != "api-key") for auth in AUTHS}


@pytest.fixture(params=AUTHS)
def template(request: pytest.FixtureRequest, by_auth: dict[str, Template]) -> Template:
    return by_auth[request.param]


def test_the_template_has_the_routes_of_the_openapi_document_and_no_others(template: Template) -> None:
    documented = {
        (path, m) for path, methods in OPENAPI["paths"].items() for m in methods if m != "parameters"
    }
    assert set(routes(template)) == documented


def test_every_method_has_a_validator_and_the_one_with_a_body_a_model(template: Template) -> None:
    for (path, verb), method in routes(template).items():
        assert "RequestValidatorId" in method, path
        assert ("RequestModels" in method) == (verb == "post")
        assert ("RequestParameters" in method) == ("{" in path)
    template.has_resource_properties(
        "AWS::ApiGateway::RequestValidator",
        {"ValidateRequestBody": True, "ValidateRequestParameters": True},
    )


def test_the_gateway_checks_only_that_a_body_is_an_object_so_that_the_function_names_the_field(
    template: Template,
) -> None:
    [model] = properties(template, "AWS::ApiGateway::Model")
    assert model["Schema"] == {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}


def test_methods_call_the_live_alias_within_the_integration_limit(template: Template) -> None:
    aliases = {name[:8]: name for name in resources(template, "AWS::Lambda::Alias")}
    assert set(aliases) == {"ProxyLiv", "Features"}
    for (path, _), method in routes(template).items():
        integration = method["Integration"]
        assert integration["Type"] == "AWS_PROXY"
        if path.endswith("/stream"):
            continue  # tests/stacks/test_streams.py
        assert integration["TimeoutInMillis"] <= TIMEOUT_SECONDS * 1000
        ours = path.startswith(("/v1/health", "/v1/models", "/v1/openapi"))
        assert (aliases["ProxyLiv"] in json.dumps(integration["Uri"])) == ours
        assert (aliases["Features"] in json.dumps(integration["Uri"])) == path.startswith("/v1/features")


def test_images_and_pdfs_reach_a_function_as_bytes(template: Template) -> None:
    [api] = properties(template, "AWS::ApiGateway::RestApi")
    assert api["BinaryMediaTypes"] == ["image/*", "application/pdf"]


def test_the_functions_variables_are_its_settings(template: Template) -> None:
    functions = properties(template, "AWS::Lambda::Function")
    [function] = [one for one in functions if one["Handler"].startswith("inference_proxy.")]
    variables = function["Environment"]["Variables"]
    ours = {name for name in variables if name.startswith("LAB2API_")}
    assert ours == {f"LAB2API_{field.upper()}" for field in Settings.model_fields}
    assert set(variables) - ours == {
        "POWERTOOLS_SERVICE_NAME",
        "POWERTOOLS_METRICS_NAMESPACE",
        "POWERTOOLS_LOG_LEVEL",
    }
    names = {"LAB2API_BUCKET": "jobs", "LAB2API_QUEUE_URL": "https://queue"}
    settings = Settings.from_environ(variables | names)
    assert (settings.max_rows, settings.max_body_bytes) == (BASE.api.max_rows, BASE.api.max_body_bytes)
    assert settings.max_upload_bytes == BASE.jobs.max_upload_bytes
    assert settings.job_seconds == BASE.jobs.deadline_seconds


@pytest.mark.parametrize("name", config.names())
def test_the_function_has_time_for_an_attempt_and_ends_before_the_gateway_gives_up(name: str) -> None:
    timeout = config.load(name).api.proxy_timeout_seconds
    assert ATTEMPT_SECONDS + MARGIN_SECONDS < timeout <= TIMEOUT_SECONDS


def test_the_proxy_may_list_models_and_keep_jobs_and_nothing_else_of_ours(template: Template) -> None:
    allowed = {
        statement["Action"]: (json.dumps(statement["Resource"]), statement.get("Condition"))
        for policy in properties(template, "AWS::IAM::ManagedPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if str(statement["Action"]).startswith(("ssm", "s3", "sagemaker", "sqs"))
    }
    assert set(allowed) == {
        "ssm:GetParametersByPath",
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "sqs:SendMessage",
    }
    assert allowed["ssm:GetParametersByPath"][0].endswith(':parameter/lab2api/prod/models"]]}')
    assert allowed["s3:ListBucket"][1] == {"StringLike": {"s3:prefix": ["jobs/*"]}}
    for action in ("s3:GetObject", "s3:PutObject"):
        assert allowed[action][0].count("/*") == 2
        assert "/jobs/*" in allowed[action][0]
        assert "/uploads/*" in allowed[action][0]


def test_a_request_may_say_mode_target_and_key_and_the_route_for_uploads_checks_a_body(
    template: Template,
) -> None:
    predictions = routes(template)["/v1/models/{model}/predictions", "post"]["RequestParameters"]
    assert predictions == {
        "method.request.path.model": True,
        "method.request.querystring.mode": False,
        "method.request.querystring.target": False,
        "method.request.header.Idempotency-Key": False,
    }
    uploads = routes(template)["/v1/models/{model}/uploads", "post"]
    assert uploads["RequestParameters"] == {"method.request.path.model": True}
    assert "RequestModels" in uploads
