"""AWS Budgets, the second line: it counts what the guard counts, and may do to students one thing only."""

import json

import pytest

import config
from config.calendar import ends, starts
from stacks.constructs.sandbox_lease import dollars
from tests.stacks.classes.sizes import Classes
from tests.stacks.reading import Template, as_list, each

(ROSTER,) = config.load("classroom").classes


@pytest.fixture
def cohorts(templates: dict[str, Template]) -> dict[str, Template]:
    return {name: one for name, one in templates.items() if name.startswith("Classroom-Class-demo-Cohort-")}


@pytest.fixture
def shared(templates: dict[str, Template]) -> dict[str, Template]:
    return {"": templates["Classroom-Class-demo"]}


def test_a_budget_is_the_rosters_from_the_first_day_to_the_last(cohorts: dict[str, Template]) -> None:
    found = [budget["Properties"]["Budget"] for _, budget in each(cohorts, "AWS::Budgets::Budget")]
    amounts = {budget["BudgetName"]: budget["BudgetLimit"] for budget in found}
    assert amounts == {
        "demo-an": {"Amount": 1, "Unit": "USD"},
        "demo-binh": {"Amount": 1, "Unit": "USD"},
        "demo-chi": {"Amount": 2, "Unit": "USD"},
    }
    for budget in found:
        assert budget["TimeUnit"] == "CUSTOM", "it never starts again before the class is over"
        assert int(budget["TimePeriod"]["Start"]) == starts(ROSTER).timestamp()
        assert int(budget["TimePeriod"]["End"]) == ends(ROSTER).timestamp()


def test_a_budget_counts_what_carries_the_students_tag_and_credits_as_money(
    cohorts: dict[str, Template],
) -> None:
    for _, resource in each(cohorts, "AWS::Budgets::Budget"):
        budget = resource["Properties"]["Budget"]
        assert budget["CostFilters"] == {"TagKeyValue": [f"user:student${budget['BudgetName']}"]}
        assert budget["CostTypes"] == {"IncludeCredit": False, "IncludeRefund": False}


def test_at_the_whole_budget_the_freezing_policy_goes_to_that_students_role(
    cohorts: dict[str, Template],
) -> None:
    for where, resource in each(cohorts, "AWS::Budgets::BudgetsAction"):
        template = cohorts[where.partition("/")[0]]["Resources"]
        action = resource["Properties"]
        assert (action["ActionType"], action["ApprovalModel"]) == ("APPLY_IAM_POLICY", "AUTOMATIC")
        assert action["ActionThreshold"] == {"Type": "PERCENTAGE", "Value": 100}
        assert action["NotificationType"] == "ACTUAL"
        freezing = action["Definition"]["IamActionDefinition"]
        assert "ExportsOutputRefFreeze" in freezing["PolicyArn"]["Fn::ImportValue"]
        ((role,),) = (list(one.values()) for one in freezing["Roles"])
        name = template[action["BudgetName"]["Ref"]]["Properties"]["Budget"]["BudgetName"]
        assert template[role]["Properties"]["RoleName"] == name


def test_budgets_may_attach_one_policy_to_roles_of_one_class(shared: dict[str, Template]) -> None:
    (statement,) = [
        statement
        for _, policy in each(shared, "AWS::IAM::ManagedPolicy")
        if "/Budgets/" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    assert as_list(statement["Action"]) == ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
    ((key, policy),) = statement["Condition"]["ArnEquals"].items()
    assert (key, policy["Ref"][:6]) == ("iam:PolicyARN", "Freeze")
    assert json.dumps(statement["Resource"]).rstrip(']}"').endswith(":role/lab2api/classroom/demo/demo-*")


def test_budgets_may_tell_the_encrypted_topic(templates: dict[str, Template]) -> None:
    for stack, type_, document in (
        ("Classroom-Watch", "AWS::SNS::TopicPolicy", "PolicyDocument"),
        ("Classroom-Data", "AWS::KMS::Key", "KeyPolicy"),
    ):
        ((_, resource),) = each({"": templates[stack]}, type_)
        (statement,) = (
            one for one in resource["Properties"][document]["Statement"] if one.get("Sid") == "Budgets"
        )
        assert statement["Principal"] == {"Service": "budgets.amazonaws.com"}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


def test_an_environment_without_classes_knows_nothing_of_budgets(templates: dict[str, Template]) -> None:
    assert "budgets.amazonaws.com" not in json.dumps(templates["Dev-Data"])
    assert "budgets.amazonaws.com" not in json.dumps(templates["Dev-Watch"])


def test_a_class_may_hand_canvas_only_its_own_roles(classes: Classes) -> None:
    """Only where the class has Canvas: the function of the Studio stack passes a student's role back."""
    template = {"": classes.large.templates["Classroom-Class-demo"]}
    (statement,) = [
        statement
        for _, policy in each(template, "AWS::IAM::ManagedPolicy")
        if "/Canvas/" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    assert as_list(statement["Action"]) == ["iam:PassRole"]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    assert json.dumps(statement["Resource"]).rstrip(']}"').endswith(":role/lab2api/classroom/demo/demo-*")
    alarms = [
        one["Properties"]
        for _, one in each(template, "AWS::Lambda::Permission")
        if one["Properties"]["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com"
    ]
    assert [json.dumps(one["SourceArn"]).rstrip(']}"').endswith(":alarm:demo-*") for one in alarms] == [True]


def test_the_plan_is_one_for_all_and_its_quota_each_keys(shared: dict[str, Template]) -> None:
    ((_, plan),) = each(shared, "AWS::ApiGateway::UsagePlan")
    assert plan["Properties"]["Quota"] == {"Limit": ROSTER.requests_per_day, "Period": "DAY"}
    assert plan["Properties"]["Throttle"]["RateLimit"] == 2


@pytest.mark.parametrize(
    ("amount", "text"), [(1.0, "1.0"), (12.5, "12.5"), (0.1 + 0.2, "0.30000000000000004"), (1e-05, "0.00001")]
)
def test_an_amount_is_written_as_the_ledger_reads_it(amount: float, text: str) -> None:
    assert dollars(amount) == text
