"""The AI functions: exactly the actions they call, the chat model only through its profile and guardrail."""

import base64
import csv
import io
import json
from typing import Any

import pytest

import ai_chat.settings
import ai_images.settings
import ai_streams.settings
import ai_text.settings
import config
from ai_images.limits import MOST_BYTES_SENT
from config.inference_profiles import guardrail_profile, inference_profile
from http_api import uploads
from http_api.prices import read_prices
from stacks import ai_services
from stacks.constructs.guardrail import FILTERS
from stacks.jobs import UPLOADS
from tests.stacks.called_actions import called, clients
from tests.stacks.reading import Resource, Template, as_list, each, identity_statements, only

STACKS = ("Dev-AiServices", "Local-AiServices", "Prod-AiServices")
SETTINGS = {
    "ai_text": ai_text.settings,
    "ai_images": ai_images.settings,
    "ai_chat": ai_chat.settings,
    "ai_streams": ai_streams.settings,
}


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    return templates[request.param]


def functions(template: Template) -> dict[str, Resource]:
    """Package to function."""
    return {
        function["Properties"]["Handler"].partition(".")[0].partition("/")[0]: function["Properties"]
        for _, function in each({"": template}, "AWS::Lambda::Function")
    }


def test_the_derivation_sees_every_client_and_every_call() -> None:
    assert clients(("ai_text",)) == {"comprehend", "translate"}
    assert called("ai_images") >= {"rekognition:DetectLabels", "rekognition:DetectFaces"}
    assert called("ai_chat") == {"bedrock:InvokeModel", "bedrock:ApplyGuardrail"}


@pytest.mark.parametrize("package", sorted(SETTINGS))
def test_the_functions_variables_are_its_settings(package: str, stack: Template) -> None:
    variables = functions(stack)[package]["Environment"]["Variables"]
    ours = {name for name in variables if name.startswith("LAB2API_")}
    fields = SETTINGS[package].Settings.model_fields
    assert ours == {f"LAB2API_{field.upper()}" for field in fields}


def statements(template: Template, action: str) -> list[dict[str, Any]]:
    return [s for _, s in identity_statements({"": template}) if action in as_list(s["Action"])]


@pytest.mark.parametrize("action", ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"])
@pytest.mark.parametrize("name", [one.name for one in config.load_all() if one.account is None])
def test_the_model_is_reached_only_through_the_profile_and_under_the_guardrail(
    name: str, action: str, templates: dict[str, Template]
) -> None:
    environment, template = config.load(name), templates[f"{name.capitalize()}-AiServices"]
    profile = inference_profile(model=environment.ai.chat_model, region=environment.region)
    assert profile is not None
    enter, reach = statements(template, action)
    guarded = enter["Condition"]["StringEquals"]["bedrock:GuardrailIdentifier"]
    assert json.dumps(enter["Resource"]).count(f"inference-profile/{profile.id}") == 1
    assert "guardrail" in str(guarded).lower()
    assert enter["Condition"].keys() == reach["Condition"].keys() == {"StringEquals"}
    assert reach["Condition"]["StringEquals"] == {
        "bedrock:GuardrailIdentifier": guarded,
        "bedrock:InferenceProfileArn": enter["Resource"],
    }
    model = f"::foundation-model/{environment.ai.chat_model}"
    assert as_list(reach["Resource"]) == [f"arn:aws:bedrock:{region}{model}" for region in profile.regions]


def test_the_guardrail_knows_every_language_and_every_class_of_content(stack: Template) -> None:
    guardrail = only(stack, "AWS::Bedrock::Guardrail")["Properties"]
    policy = guardrail["ContentPolicyConfig"]
    assert policy["ContentFiltersTierConfig"] == {"TierName": "STANDARD"}
    assert {f["Type"] for f in policy["FiltersConfig"]} == set(FILTERS)
    assert [f["OutputStrength"] for f in policy["FiltersConfig"] if f["Type"] == "PROMPT_ATTACK"] == ["NONE"]
    assert "KmsKeyArn" in guardrail
    profile = guardrail_profile("us-east-1")
    assert profile is not None
    applied = statements(stack, "bedrock:ApplyGuardrail")
    assert [len(apply["Resource"]) for apply in applied] == [1 + len(profile.regions)] * 2


@pytest.mark.parametrize("package", ["ai_chat", "ai_streams"])
def test_chat_uses_a_fixed_version_of_the_guardrail(package: str, stack: Template) -> None:
    variables = functions(stack)[package]["Environment"]["Variables"]
    [(where, _)] = each({"": stack}, "AWS::Bedrock::GuardrailVersion")
    assert variables["LAB2API_GUARDRAIL_VERSION"] == {"Fn::GetAtt": [where.lstrip("/"), "Version"]}


def test_the_terminology_is_the_committed_file_under_the_name_that_is_asked_for(stack: Template) -> None:
    terminology = only(stack, "AWS::Translate::Terminology")["Properties"]
    settings = functions(stack)["ai_text"]["Environment"]["Variables"]
    environment = settings["LAB2API_ENVIRONMENT"]
    asked = ai_text.settings.Settings(
        environment=environment, terminologies=settings["LAB2API_TERMINOLOGIES"]
    )
    assert terminology["Name"] == asked.terminology("lessons") == f"{environment}-lessons"
    text = base64.b64decode(terminology["TerminologyData"]["File"]).decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["en", "vi"]
    assert all(len(row) == 2 and all(row) for row in rows)


def test_constants_that_two_layers_need_are_equal() -> None:
    assert UPLOADS == uploads.PREFIX
    assert ai_services.LARGEST_IMAGE_BYTES <= MOST_BYTES_SENT


def test_every_operation_that_is_called_has_a_price() -> None:
    priced = {name.partition(".")[0] for name in read_prices().usd}
    free = {
        "bedrock:InvokeModel",
        "bedrock:InvokeModelWithResponseStream",
        "comprehend:DetectDominantLanguage",
        "s3:GetObject",
        "s3:GetObjectVersion",
    }
    converse = {"bedrock:Converse", "bedrock:ConverseStream"}
    paid = {action for package in SETTINGS for action in called(package)} - free | converse
    assert paid <= priced
