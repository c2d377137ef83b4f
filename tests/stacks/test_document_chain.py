"""The document stack: what may be called, what is kept and for how long, and how the chain tries again."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.stacks.reading import Resource, Template, as_list, each, identity_statements, only

ENVIRONMENTS = ("Local", "Dev", "Prod")
LAMBDA = Path(__file__).parents[2] / "lambda"


@pytest.fixture(params=ENVIRONMENTS)
def template(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    return templates[f"{request.param}-Documents"]


def machine(template: Template) -> dict[str, Any]:
    return dict(only(template, "AWS::StepFunctions::StateMachine")["Properties"])


def states(template: Template) -> dict[str, Any]:
    """Return every state of the machine, those of the Map included, by name."""
    outer: dict[str, Any] = machine(template)["Definition"]["States"]
    return outer | outer["Pages"]["ItemProcessor"]["States"]


def test_functions_write_jobs_or_sign_uploads_and_read_nothing_outside_the_two_prefixes(
    template: Template,
) -> None:
    allowed = {
        (action, json.dumps(as_list(statement["Resource"]), sort_keys=True))
        for _, statement in identity_statements({"x": template})
        for action in as_list(statement["Action"])
        if action.startswith("s3:")
    }
    read = {"s3:GetObject", "s3:GetObjectVersion"}
    assert {action for action, _ in allowed} == {*read, "s3:ListBucket", "s3:PutObject"}
    for action, resource in allowed:
        uploads = "/uploads/*" in resource and "/jobs/*" not in resource
        assert not uploads or action == "s3:PutObject", "the right to sign forms for uploads"
        assert ("/jobs/*" in resource) == (action != "s3:ListBucket" and not uploads)


def test_the_machine_is_traced_logged_without_data_and_encrypted_with_our_key(template: Template) -> None:
    properties = machine(template)
    assert properties["TracingConfiguration"] == {"Enabled": True}
    assert properties["LoggingConfiguration"]["Level"] == "ALL"
    assert properties["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert properties["EncryptionConfiguration"]["Type"] == "CUSTOMER_MANAGED_KMS_KEY"
    assert properties["StateMachineType"] == "STANDARD"


def test_a_retry_never_meets_an_attempt_that_still_runs(template: Template) -> None:
    lives = max(f["Properties"]["Timeout"] for _, f in each({"x": template}, "AWS::Lambda::Function"))
    for name, state in states(template).items():
        if state["Type"] == "Task" and state["Resource"].endswith("lambda:invoke"):
            assert state["TimeoutSeconds"] > lives, name


def test_every_error_class_is_tried_again_in_its_own_way_and_a_broken_page_is_not(template: Template) -> None:
    source = ast.parse((LAMBDA / "digitize" / "failures.py").read_text(encoding="utf-8"))
    classes = {node.name for node in source.body if isinstance(node, ast.ClassDef)} - {"ChainError"}
    hopeless = {"UnreadablePageError", "TooManyPagesError", "RefusedError"}
    retried = {error for retry in states(template)["Page"]["Retry"] for error in retry["ErrorEquals"]}
    assert classes - retried == hopeless
    for retry in states(template)["Page"]["Retry"]:
        assert 0 < retry["MaxAttempts"] <= 6
        assert retry["BackoffRate"] >= 1


def test_what_fails_is_caught_reported_and_does_not_stop_the_others(template: Template) -> None:
    found = states(template)
    assert found["Page"]["Catch"][0] == {
        "ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "ReportPage",
    }  # fmt: skip
    for name in ("Open", "Pages", "Close"):
        assert found[name]["Catch"][0]["Next"] == "Abandon", name
    for name in ("ReportPage", "ReportJob"):
        assert found[name]["Catch"][0]["Next"] == found[name]["Next"], "a lost report must not lose the pages"


def test_a_report_keeps_what_it_is_about(template: Template) -> None:
    """The synthesis drops a null; a state without ResultPath would put the queue's answer over its input."""
    for name in ("ReportPage", "ReportJob", "Abandon"):
        assert states(template)[name]["ResultPath"] == "$.reported", name


def test_only_this_chain_writes_to_the_queue_and_it_keeps_for_two_weeks(template: Template) -> None:
    queue = only(template, "AWS::SQS::Queue")["Properties"]
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert "KmsMasterKeyId" in queue
    senders = [
        where
        for where, statement in identity_statements({"x": template})
        if "sqs:SendMessage" in as_list(statement["Action"])
    ]
    assert len(senders) == 1
    assert "ChainRole" in senders[0]


def test_the_functions_get_exactly_the_variables_of_their_settings(template: Template) -> None:
    for _, function in each({"x": template}, "AWS::Lambda::Function"):
        assert_contract(function)


def assert_contract(function: Resource) -> None:
    import importlib

    package = function["Properties"]["Handler"].partition(".")[0]
    settings = importlib.import_module(f"{package}.settings").Settings
    variables = set(function["Properties"]["Environment"]["Variables"])
    ours = {name.removeprefix("LAB2API_").lower() for name in variables if name.startswith("LAB2API_")}
    assert ours == set(settings.model_fields), package
