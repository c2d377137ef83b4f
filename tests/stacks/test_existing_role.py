"""Where nobody may create a role, no template has anything of IAM, and one existing role runs everything."""

import json
import re
from collections.abc import Iterator
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam

import config
from config import ConfigError, Environment
from config.account import Account
from config.account_losses import falls_away
from stacks import _context
from stacks.existing_role import _refused, declared
from tests.stacks.reading import Synthesized, Template, absent, each, only

ROLE = {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":role/LabRole"]]}
ROLE_KEYS = re.compile(r"(Execution|CloudWatch|Service|Task|Cloud)?Role(Arn|ARN)?$")
MACHINES = re.compile(r"ml\.[a-z0-9-]+\.[a-z0-9]+")


@pytest.fixture(scope="module")
def closed(templates: dict[str, Template]) -> dict[str, Template]:
    return {name: template for name, template in templates.items() if name.startswith("Closed-")}


@pytest.fixture(scope="module")
def account() -> Account:
    found = config.load("closed").account
    assert found
    return found


def varied(**changes: Any) -> Environment:
    values = config.load("closed").model_dump()
    return Environment.model_validate(values | {"account": values["account"] | changes})


def declare(environment: Environment) -> cdk.Stage:
    context = _context()
    app = cdk.App(analytics_reporting=False, context={**context, "aws:cdk:disable-asset-staging": True})
    return declared(app, config=environment, context=context)


def roles(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every property that says which role something runs as."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if ROLE_KEYS.match(name):
                yield name, inner
            yield from roles(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from roles(inner, key)


def test_no_template_has_anything_of_iam(closed: dict[str, Template], synthesized: Synthesized) -> None:
    assert closed
    assert {name: "AWS::IAM::" in synthesized.texts[name] for name in closed} == dict.fromkeys(closed, False)


def test_whatever_runs_does_so_as_the_configured_role(closed: dict[str, Template]) -> None:
    found = [(stack, *one) for stack, template in closed.items() for one in roles(template["Resources"])]
    assert {key for _, key, _ in found} >= {"Role", "ExecutionRole", "ExecutionRoleArn", "CloudWatchRoleArn"}
    assert [one for one in found if one[2] != ROLE] == []


def test_every_arn_of_a_role_is_the_configured_ones(
    closed: dict[str, Template], synthesized: Synthesized
) -> None:
    """In definitions of pipelines and machines too, which are strings."""
    named = {name for stack in closed for name in re.findall(r":role/([^\"\\]*)", synthesized.texts[stack])}
    assert named == {"LabRole"}


def test_only_allowed_services_are_declared(closed: dict[str, Template], account: Account) -> None:
    types = {resource["Type"] for template in closed.values() for resource in template["Resources"].values()}
    services = {name.split("::")[1] for name in types if name.startswith("AWS::")}
    assert services - set(account.services) <= {"CloudFormation"}
    assert {name for name in types if not name.startswith("AWS::")} <= {
        "Custom::StudioCleanup",
        "Custom::Lease",
    }


def test_only_allowed_machines_are_named(
    closed: dict[str, Template], synthesized: Synthesized, account: Account
) -> None:
    named = {name for stack in closed for name in MACHINES.findall(synthesized.texts[stack])}
    assert "ml.t3.medium" in named
    assert named <= set(account.instance_types)


def test_it_deploys_without_bootstrap(synthesized: Synthesized) -> None:
    """No role to assume, no version to look up, and a bucket that `lab2api deploy` makes."""
    manifest = json.loads((synthesized.assembly / "assembly-Closed" / "manifest.json").read_text())
    stacks = [one for one in manifest["artifacts"].values() if one["type"] == "aws:cloudformation:stack"]
    assert stacks
    for stack in stacks:
        properties = stack["properties"]
        assert not [key for key in properties if "Role" in key or "ootstrap" in key]
        template = properties["stackTemplateAssetObjectUrl"]
        assert template.startswith("s3://lab2api-assets-${AWS::AccountId}-us-east-1/")
    assets = (synthesized.assembly / "assembly-Closed").glob("*.assets.json")
    destinations = [
        place for file in assets for one in json.loads(file.read_text())["files"].values()
        for place in one["destinations"].values()
    ]  # fmt: skip
    assert {place["bucketName"] for place in destinations} == {"lab2api-assets-${AWS::AccountId}-us-east-1"}
    assert not [place for place in destinations if "assumeRoleArn" in place]


def test_the_look_for_roles_leaves_no_trace_in_the_assets(closed: dict[str, Template]) -> None:
    """The CDK remembers where an asset lies: in the assembly, with the function's packages alone."""
    for where, function in each(closed, "AWS::Lambda::Function"):
        assert function["Metadata"]["aws:asset:path"].startswith("../asset."), where


def test_no_other_environment_changes_how_it_is_deployed(synthesized: Synthesized) -> None:
    for environment in config.load_all():
        if environment.account is None:
            name = f"assembly-{environment.name.capitalize()}"
            text = (synthesized.assembly / name / "manifest.json").read_text()
            assert "cdk-hnb659fds-deploy-role" in text, name
            assert "lab2api-assets" not in text, name


def test_studio_puts_no_name_into_sessions_of_a_role_that_need_not_allow_it(
    templates: dict[str, Template],
) -> None:
    def named(stack: str) -> Any:
        domain = only(templates[stack], "AWS::SageMaker::Domain")["Properties"]
        return domain["DomainSettings"]["ExecutionRoleIdentityConfig"]

    assert named("Closed-Studio") == "DISABLED"
    assert named("Classroom-Studio") == "USER_PROFILE_NAME"


def test_a_student_has_all_but_a_role(closed: dict[str, Template]) -> None:
    cohorts = {name: template for name, template in closed.items() if "-Cohort-" in name}
    profiles = each(cohorts, "AWS::SageMaker::UserProfile")
    students = config.load("closed").classes[0].students
    assert len(profiles) == len(each(cohorts, "AWS::ApiGateway::ApiKey")) == len(students)
    assert len(each(cohorts, "Custom::Lease")) == len(students)
    assert [one["Properties"]["UserSettings"]["ExecutionRole"] for _, one in profiles] == [ROLE] * len(
        students
    )


def test_who_freezes_and_who_wipes_know_that_there_are_no_roles(closed: dict[str, Template]) -> None:
    """No policy to attach, no role to delete, and nothing to search for that AWS would refuse to list."""
    told = {
        name: value
        for _, function in each(closed, "AWS::Lambda::Function")
        for name, value in function["Properties"]["Environment"]["Variables"].items()
    }
    assert told["LAB2API_FREEZE_POLICY"] == ""
    assert (told["LAB2API_OWN_ROLES"], told["LAB2API_BEDROCK"]) == ("false", "false")


def test_nothing_is_there_for_services_that_the_account_lacks(closed: dict[str, Template]) -> None:
    services = closed["Closed-AiServices"]
    assert absent(services, "AWS::Bedrock::Guardrail", "AWS::Translate::Terminology")
    paths = {one["Properties"]["PathPart"] for _, one in each(closed, "AWS::ApiGateway::Resource")}
    assert "sentiment" in paths
    assert not paths & {"chat", "summaries"}


def test_no_function_takes_concurrency_that_the_account_has_not(closed: dict[str, Template]) -> None:
    for where, function in each(closed, "AWS::Lambda::Function"):
        assert "ReservedConcurrentExecutions" not in function["Properties"], where


def test_synth_says_what_falls_away(synthesized: Synthesized) -> None:
    said = synthesized.said("Closed-Data") + synthesized.said("Closed-Class-academy")
    for loss in falls_away(config.load("closed")):
        assert [line for line in said if line.startswith(str(loss))], loss.key
    assert not [line for line in synthesized.said("Dev-Data") if "least privilege" in line]


def test_what_the_role_must_be_able_to_do_is_written_down(synthesized: Synthesized) -> None:
    """CDK's report, beside the templates: each function's and job's statements, by its path."""
    report = json.loads((synthesized.assembly / "iam-policy-report.json").read_text())["roles"]
    ours = {role["roleName"] for role in report if not role["roleName"].startswith("AWSServiceRole")}
    assert ours == {"LabRole"}, "beside roles that AWS makes for itself"
    assert not [role for role in report if role.get("missing")]
    wanted = {role["roleConstructPath"]: json.dumps(role) for role in report}
    assert "kms:Decrypt" in wanted["Closed/Api/ProxyRole"]


def test_a_service_or_a_trust_that_is_missing_ends_synthesis_with_its_key(account: Account) -> None:
    services = tuple(name for name in account.services if name != "SQS")
    trusted = tuple(name for name in account.trusted_by if name != "states")
    with pytest.raises(ConfigError) as caught:
        declare(varied(services=services, trusted_by=trusted))
    lines = caught.value.problems
    assert [line for line in lines if line.startswith("account.services: Closed/Jobs/") and "SQS" in line]
    assert [
        line for line in lines if line.startswith("account.trusted_by: Closed/Documents/Chain/Role is for")
    ]
    assert {line.partition(":")[0] for line in lines} == {"account.services", "account.trusted_by"}


def test_whatever_is_of_iam_ends_synthesis_by_its_path(account: Account) -> None:
    """What no role stands in for: an L1 of IAM is somebody's own, and would be refused by AWS."""
    stage = cdk.Stage(cdk.App(analytics_reporting=False), "Closed")
    iam.CfnInstanceProfile(cdk.Stack(stage, "Machines"), "Profile", roles=["LabRole"])
    (line,) = _refused(stage, account=account)
    assert line.startswith("account.role: Closed/Machines/Profile is of IAM")


def test_an_account_that_offers_more_gets_more(account: Account) -> None:
    offered = (*account.services, "Bedrock", "Translate")
    stage = declare(varied(services=offered, role="arn:aws:iam::123456789012:role/teaching/Lab"))
    resources = [one for one in stage.node.find_all() if isinstance(one, cdk.CfnResource)]
    types = {one.cfn_resource_type for one in resources}
    assert {"AWS::Bedrock::Guardrail", "AWS::Translate::Terminology"} <= types
    assert not [name for name in types if name.startswith("AWS::IAM")]
    (chat,) = (one for one in stage.node.find_all() if one.node.path.endswith("AiServices/ChatRole"))
    assert isinstance(chat, iam.Role)
    assert str(cdk.Stack.of(chat).resolve(chat.role_arn)).count(":role/teaching/Lab'") == 1
