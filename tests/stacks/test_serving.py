"""One template serves any model in its mode, and its endpoint keeps its name whatever it serves."""

import json
from typing import Any

import pytest

import config
from config import Ecs, Eks
from config.accelerated import OnAccelerators
from tests.stacks.reading import Template, absent, each, only

SERVINGS = {
    f"{environment.name.capitalize()}-Serving-{model}": environment.serving_of(model)
    for environment in config.load_all()
    if environment.account is None  # nothing of IAM, no bootstrap: tests/stacks/test_existing_role.py
    for model in environment.models
}
STACKS = list(SERVINGS)
MOCK = "Modes-Serving-mock"
IN_CONTAINERS = [stack for stack, serving in SERVINGS.items() if isinstance(serving, Ecs | Eks)]
HOSTED = [stack for stack in STACKS if stack not in (MOCK, *IN_CONTAINERS)]
MANY, WEIGHTS = "Modes-Serving-learners", "Accelerated-Serving-writer"
AWSS_IMAGE = {
    stack
    for stack, serving in SERVINGS.items()
    if (isinstance(serving, Ecs | OnAccelerators) and serving.container != "own")
    or (isinstance(serving, Eks) and serving.accelerator)
}
COMPONENTS = {stack for stack, serving in SERVINGS.items() if serving.mode == "component"}
CANNOT_STREAM = {
    MOCK,
    MANY,
    *IN_CONTAINERS,
    *(stack for stack, serving in SERVINGS.items() if serving.mode == "async"),
}


@pytest.fixture(params=HOSTED)
def hosted(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    return templates[request.param]


def container(template: Template) -> dict[str, Any]:
    models = [r["Properties"] for _, r in each({"": template}, "AWS::SageMaker::Model")]
    return dict(models[0]["PrimaryContainer"])


@pytest.mark.parametrize("stack", STACKS)
def test_the_parameters_default_to_the_starter(stack: str, templates: dict[str, Template]) -> None:
    defaults = {name: parameter["Default"] for name, parameter in templates[stack]["Parameters"].items()}
    defaults.pop("BootstrapVersion")
    defaults.pop("RulePriority", None)  # of its name: tests/stacks/test_private_load_balancer.py
    stage, _, model = stack.partition("-Serving-")
    expected = {"ModelName": model, "ModelDataUrl": "", "CardUrl": "", "ModelVersion": "starter"}
    if stack != MOCK and stack not in AWSS_IMAGE:
        expected["Image"] = f"/lab2api/{stage.lower()}/image"
    if stack in IN_CONTAINERS:
        expected["JobsImage"] = f"/lab2api/{stage.lower()}/jobs-image"
    if stack == "Modes-Serving-realtime":
        expected |= {"ShadowModelDataUrl": "", "ShadowModelVersion": "starter"}
    assert defaults == expected


@pytest.mark.parametrize("stack", STACKS)
def test_another_model_needs_only_other_parameters(stack: str, templates: dict[str, Template]) -> None:
    """The model's name is in no id and no value, so the same template can be another stack."""
    template, model = templates[stack], stack.partition("-Serving-")[2]
    resources = json.dumps(
        {
            name: {key: value for key, value in resource.items() if key != "Metadata"}
            for name, resource in template["Resources"].items()
        }
    )
    # Every model is called after its mode in `modes`: the entry says the mode, nothing else may.
    assert resources.replace(f'\\"mode\\":\\"{model}\\"', "").count(f'"{model}"') == 0
    assert not any("Export" in output for output in template.get("Outputs", {}).values())


@pytest.mark.parametrize("stack", [stack for stack in HOSTED if stack not in AWSS_IMAGE])
def test_the_image_is_read_anew_at_each_deploy_and_imported_from_no_stack(
    stack: str, templates: dict[str, Template]
) -> None:
    assert container(templates[stack])["Image"] == {"Ref": "Image"}
    assert templates[stack]["Parameters"]["Image"]["Type"] == "AWS::SSM::Parameter::Value<String>"


@pytest.mark.parametrize("stack", [stack for stack in HOSTED if stack not in (MANY, WEIGHTS)])
def test_the_starter_is_an_archive_by_name(stack: str, templates: dict[str, Template]) -> None:
    url = container(templates[stack])["ModelDataUrl"]
    assert ".tar.gz" in str(url["Fn::Join"][1][1]["Fn::If"][1])


@pytest.mark.parametrize("stack", [stack for stack in HOSTED if stack != MANY])
def test_a_container_says_which_version_it_is(stack: str, templates: dict[str, Template]) -> None:
    assert container(templates[stack])["Environment"]["LAB2API_MODEL_VERSION"] == {"Ref": "ModelVersion"}


def test_the_model_is_created_after_its_role_may_read_it(hosted: Template) -> None:
    policies = {
        where.strip("/")
        for where, policy in each({"": hosted}, "AWS::IAM::ManagedPolicy")
        if where.startswith("/HostingRole")
    }
    models = [
        resource
        for where, resource in each({"": hosted}, "AWS::SageMaker::Model")
        if where.startswith("/Hosting")
    ]
    assert all(policies <= set(model["DependsOn"]) for model in models)


def test_a_role_stays_within_iams_ten_managed_policies(templates: dict[str, Template]) -> None:
    attached: dict[str, int] = {}
    for where, policy in each(templates, "AWS::IAM::ManagedPolicy"):
        for role in policy["Properties"].get("Roles", ()):
            name = f"{where.partition('/')[0]} {role}"
            attached[name] = attached.get(name, 0) + 1
    assert max(attached.values()) <= 10


def entry(template: Template) -> dict[str, str]:
    value = only(template, "AWS::SSM::Parameter")["Properties"]["Value"]
    text = "".join(part if isinstance(part, str) else "x" for part in value["Fn::Join"][1])
    found: dict[str, str] = json.loads(text)
    return found


@pytest.mark.parametrize(
    ("stack", "mode", "more"),
    [
        ("Dev-Serving-breast-cancer", "serverless", {"endpoint"}),
        ("Prod-Serving-breast-cancer", "realtime", {"endpoint"}),
        ("Modes-Serving-async", "async", {"endpoint"}),
        ("Modes-Serving-component", "component", {"endpoint", "component"}),
        ("Modes-Serving-learners", "realtime", {"endpoint", "models"}),
        ("Modes-Serving-mock", "mock", set()),
        ("Accelerated-Serving-reviews-fargate", "ecs", {"url"}),
        ("Accelerated-Serving-reviews-eks", "eks", {"url"}),
    ],
)
def test_the_entry_says_how_the_model_is_reached(
    stack: str, mode: str, more: set[str], templates: dict[str, Template]
) -> None:
    found = entry(templates[stack])
    assert found["mode"] == mode
    assert set(found) == {"mode", "version", "card"} | more


def test_the_api_learns_of_a_model_only_when_it_is_in_service(hosted: Template) -> None:
    last = "HostingEndpoint" if absent(hosted, "AWS::SageMaker::InferenceComponent") else "HostingComponent"
    depends = only(hosted, "AWS::SSM::Parameter")["DependsOn"]
    assert [name for name in depends if name.startswith(last)]


@pytest.mark.parametrize("stack", STACKS)
def test_two_models_policies_do_not_overwrite_each_other_on_a_role_they_share(
    stack: str, templates: dict[str, Template]
) -> None:
    policies = [policy["Properties"] for _, policy in each({"": templates[stack]}, "AWS::IAM::Policy")]
    streams = set() if stack in CANNOT_STREAM else {"stream-"}
    names = [policy["PolicyName"]["Fn::Join"][1][0] for policy in policies]
    assert sorted(names) == sorted({"invoke-", "work-", "kept-"} | streams)
    assert all({"Ref": "ModelName"} in policy["PolicyName"]["Fn::Join"][1] for policy in policies)


def test_an_endpoint_is_called_by_environment_and_model(hosted: Template) -> None:
    name = only(hosted, "AWS::SageMaker::Endpoint")["Properties"]["EndpointName"]
    assert name["Fn::Join"][1][1] == {"Ref": "ModelName"}


def test_what_a_new_model_replaces_has_no_name(hosted: Template) -> None:
    for where, resource in each({"": hosted}, "AWS::SageMaker::Model", "AWS::SageMaker::EndpointConfig"):
        assert not {"ModelName", "EndpointConfigName"} & set(resource["Properties"]), where
