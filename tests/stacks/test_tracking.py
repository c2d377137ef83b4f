"""The MLflow App: where it stands, what its role may do, what jobs are told of it."""

import json
from typing import Any

import aws_cdk as cdk
import pytest

import config
from config import Environment
from config.tracking import Tracking
from stacks import CDK_JSON
from stacks.constructs.role import ServiceRole
from stacks.constructs.run_access import allow_run_logging
from stacks.data import DataStack
from stacks.tracking import TrackingStack
from tests.stacks.reading import Template, as_list, identity_statements, only


def an_app() -> cdk.App:
    """An app with the feature flags of cdk.json."""
    return cdk.App(context=json.loads(CDK_JSON.read_text(encoding="utf-8"))["context"])


def synthesized(environment: Environment) -> tuple[TrackingStack, Template]:
    app = an_app()
    data = DataStack(app, "Data", config=environment)
    tracking = TrackingStack(app, "Tracking", config=environment, tracking=Tracking(app=True), data=data)
    return tracking, app.synth().get_stack_by_name("Tracking").template


def statements(template: Template) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for _, statement in identity_statements({"": template})}


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1"])
def test_an_app_keeps_its_artifacts_below_one_prefix_and_registers_nothing(region: str) -> None:
    _, template = synthesized(config.load("prod").model_copy(update={"region": region}))
    app = only(template, "AWS::SageMaker::MlflowApp")["Properties"]
    assert app["Name"] == "prod-tracking"
    assert app["ArtifactStoreUri"]["Fn::Join"][1][-1] == "/mlflow"
    assert app["ModelRegistrationMode"] == "AutoModelRegistrationDisabled"
    assert app["WeeklyMaintenanceWindowStart"] == "Sun:03:00"


def test_its_role_reaches_one_prefix_of_one_bucket_and_one_key() -> None:
    _, template = synthesized(config.load("prod"))
    allowed = statements(template)
    assert set(allowed) == {"KeepArtifacts", "ListArtifacts", "Encrypt"}
    assert json.dumps(allowed["KeepArtifacts"]["Resource"]).endswith('"/mlflow/*"]]}')
    assert allowed["ListArtifacts"]["Condition"] == {"StringLike": {"s3:prefix": ["mlflow", "mlflow/*"]}}
    assert "*" not in [resource for one in allowed.values() for resource in as_list(one["Resource"])]
    actions = [action for one in allowed.values() for action in as_list(one["Action"])]
    assert not [action for action in actions if action.startswith("sagemaker:") or "*" in action]


@pytest.mark.parametrize(("name", "policy"), [("prod", "RetainExceptOnCreate"), ("workbench", "Delete")])
def test_runs_go_with_the_stack_only_where_data_does(name: str, policy: str) -> None:
    _, template = synthesized(config.load(name))
    assert only(template, "AWS::SageMaker::MlflowApp")["DeletionPolicy"] == policy


def test_the_app_is_made_when_its_role_may_write() -> None:
    _, template = synthesized(config.load("prod"))
    (policy,) = (name for name, one in template["Resources"].items() if one["Type"].endswith("ManagedPolicy"))
    assert policy in only(template, "AWS::SageMaker::MlflowApp")["DependsOn"]


def test_jobs_are_told_the_app_but_not_on_the_laptop_where_no_server_answers() -> None:
    account, template = synthesized(config.load("prod"))
    assert account.resolve(account.tracking_uri) == {"Fn::GetAtt": ["App", "Arn"]}
    assert set(template["Outputs"]) == {"AppArn", "TrackingUri"}
    laptop, template = synthesized(config.load("workbench"))
    assert laptop.tracking_uri is None
    assert laptop.resolve(laptop.app_arn) == {"Fn::GetAtt": ["App", "Arn"]}
    assert set(template["Outputs"]) == {"AppArn"}


def logging_role(app_arn: str | None) -> dict[str, dict[str, Any]]:
    app = an_app()
    data = DataStack(app, "Data", config=config.load("dev"))
    user = cdk.Stack(app, "User")
    role = ServiceRole(user, "Role", service="sagemaker", description="logs runs")
    allow_run_logging(role, data=data, app_arn=app_arn)
    return statements(app.synth().get_stack_by_name("User").template)


def test_a_job_may_call_one_app_and_add_to_two_prefixes() -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-1"
    allowed = logging_role(arn)
    assert (allowed["LogRuns"]["Action"], allowed["LogRuns"]["Resource"]) == (
        "sagemaker:CallMlflowAppApi",
        arn,
    )
    assert allowed["WriteRuns"]["Action"] == "s3:PutObject"
    paths = [resource["Fn::Join"][1][-1] for resource in allowed["WriteRuns"]["Resource"]]
    assert sorted(paths) == ["/mlflow/*", "/mlruns/*"]


def test_without_an_app_a_job_may_only_leave_a_file_store() -> None:
    allowed = logging_role(None)
    assert list(allowed) == ["WriteRuns"]
    assert allowed["WriteRuns"]["Resource"]["Fn::Join"][1][-1] == "/mlruns/*"


def test_the_stack_exists_only_where_the_environment_has_an_app(templates: dict[str, Template]) -> None:
    wanted = {
        f"{one.name.capitalize()}-Tracking" for one in config.load_all() if one.tracking and one.tracking.app
    }
    assert {name for name in templates if name.endswith("-Tracking")} == wanted
    assert wanted == {"Prod-Tracking", "Workbench-Tracking"}
