"""The streaming functions: how they are started, what they may do, and how API Gateway calls them."""

import ast
import json
import os
import re
from pathlib import Path

import pytest

import ai_streams.settings
import config
import model_streams.settings
from http_streams import exchange, server
from stacks.constructs.stream_access import STREAM
from stacks.constructs.stream_function import ADAPTER_LAYER, MARGIN_SECONDS
from tests.stacks.reading import Resource, Template, each, only

LAMBDA = Path(server.__file__).parents[1]
ENVIRONMENTS = {environment.name.capitalize(): environment for environment in config.load_all()}
STAGES = list(ENVIRONMENTS)
COMPONENT = "Modes-Serving-component"
SETTINGS = {"ai_streams": ai_streams.settings.Settings, "model_streams": model_streams.settings.Settings}
ROUTES = {"chat/stream": "ChatStream", "models/{model}/stream": "ModelStreams"}


def offers(stage: str, package: str) -> bool:
    """Tell whether an environment has the package: without Bedrock there is no chat."""
    return package != "ai_streams" or ENVIRONMENTS[stage].offers("Bedrock")


def streaming(templates: dict[str, Template]) -> dict[str, Resource]:
    """Stack and package to the properties of every function that run.sh starts."""
    found = {}
    for where, function in each(templates, "AWS::Lambda::Function"):
        package, _, script = function["Properties"]["Handler"].partition("/")
        if script:
            assert script == "run.sh", where
            found[f"{where.partition('-')[0]} {package}"] = function["Properties"]
    expected = {f"{stage} {package}" for stage in STAGES for package in SETTINGS if offers(stage, package)}
    assert set(found) == expected
    return found


def test_the_script_that_the_adapter_starts_is_shipped_and_executable_and_runs_the_package(
    assembly: Path,
) -> None:
    for package in SETTINGS:
        script = LAMBDA / package / "run.sh"
        assert os.access(script, os.X_OK)
        assert script.read_text().endswith(f"exec python3 -m {package}.handler\n")
        tree = ast.parse((LAMBDA / package / "handler.py").read_text())
        assert "main" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assets = [path for path in assembly.glob("asset.*") if (path / package).is_dir()]
        assert assets
        assert all(os.access(path / package / "run.sh", os.X_OK) for path in assets)


def test_the_adapter_is_a_layer_and_is_told_to_stream(templates: dict[str, Template]) -> None:
    for name, function in streaming(templates).items():
        variables = function["Environment"]["Variables"]
        assert variables["AWS_LAMBDA_EXEC_WRAPPER"] == "/opt/bootstrap"
        assert variables["AWS_LWA_INVOKE_MODE"] == "response_stream"
        assert variables["AWS_LWA_READINESS_CHECK_PATH"] == server.READY_PATH
        assert int(variables["AWS_LWA_PORT"]) > 1024, "a function is not root"
        layers = [str(layer) for layer in function["Layers"]]
        assert [layer for layer in layers if ":layer:LambdaAdapterLayerArm64:" in layer], name
        assert "SnapStart" not in function
    assert re.search(r":753240598075:layer:LambdaAdapterLayerArm64:\d+$", ADAPTER_LAYER)
    assert exchange.CONTEXT_HEADER == "x-amzn-request-context"


def test_the_functions_variables_are_its_settings(templates: dict[str, Template]) -> None:
    for name, function in streaming(templates).items():
        package = name.partition(" ")[2]
        variables = function["Environment"]["Variables"]
        ours = {variable for variable in variables if variable.startswith("LAB2API_")}
        assert ours == {f"LAB2API_{field.upper()}" for field in SETTINGS[package].model_fields}
        assert int(variables["LAB2API_STREAM_SECONDS"]) + MARGIN_SECONDS == function["Timeout"]


@pytest.mark.parametrize("stage", STAGES)
def test_the_gateway_streams_these_routes_and_no_other_as_long_as_the_function_may_take(
    stage: str, templates: dict[str, Template]
) -> None:
    timeouts = {function["Timeout"] * 1000 for function in streaming(templates).values()}
    methods = [m["Properties"]["Integration"] for _, m in each(
        {"": templates[f"{stage}-Api"]}, "AWS::ApiGateway::Method"
    )]  # fmt: skip
    streamed = [method for method in methods if method.get("ResponseTransferMode") == "STREAM"]
    routes = [name for name in ROUTES.values() if name != "ChatStream" or offers(stage, "ai_streams")]
    assert len(streamed) == len(routes)
    for integration in streamed:
        assert "/response-streaming-invocations" in json.dumps(integration["Uri"])
        assert integration["TimeoutInMillis"] in timeouts
    assert {next(n for n in routes if n in json.dumps(i["Uri"])) for i in streamed} == set(routes)


@pytest.mark.parametrize("stack", ["Dev-Serving-breast-cancer", "Modes-Serving-realtime", COMPONENT])
def test_a_models_stack_lets_the_streams_reach_its_endpoint_and_its_card_alone(
    stack: str, templates: dict[str, Template]
) -> None:
    (policy,) = stream_policies(templates[stack])
    assert "StreamRole" in json.dumps(policy["Roles"])
    invoke, card = policy["PolicyDocument"]["Statement"]
    assert invoke["Action"] == list(STREAM)
    assert json.dumps(invoke["Resource"]).count(":endpoint/") == 1
    assert json.dumps(invoke["Resource"]).count(":inference-component/") == (stack == COMPONENT)
    assert card["Action"] == "s3:GetObject"
    assert "*" not in json.dumps([invoke["Resource"], card["Resource"]])


@pytest.mark.parametrize("model", ["async", "mock", "learners"])
def test_what_cannot_stream_lets_no_stream_in(model: str, templates: dict[str, Template]) -> None:
    assert stream_policies(templates[f"Modes-Serving-{model}"]) == []


def stream_policies(template: Template) -> list[Resource]:
    policies = each({"": template}, "AWS::IAM::Policy")
    return [policy["Properties"] for where, policy in policies if where.startswith("/Stream")]


def test_the_model_streams_stack_has_one_function(templates: dict[str, Template]) -> None:
    assert only(templates["Dev-ModelStreams"], "AWS::Lambda::Function")
