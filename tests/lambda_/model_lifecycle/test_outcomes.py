"""What is written of a deployment's end, within what SageMaker takes."""

import json
import math
import re

import botocore.session
import pytest
from botocore.validate import ParamValidator

from model_lifecycle import outcomes
from model_lifecycle.model_card import model_card
from model_lifecycle.records import lineage
from model_lifecycle.shadow import Measured, judge
from model_lifecycle.stack import Stack
from tests.lambda_.model_lifecycle.samples import ARN, card, package

STACK = "Dev-Serving-breast-cancer"
UPDATE = botocore.session.get_session().get_service_model("sagemaker").operation_model("UpdateModelPackage")
EVENTS = [
    {"LogicalResourceId": STACK, "ResourceStatus": "UPDATE_ROLLBACK_COMPLETE"},
    {"LogicalResourceId": "Entry", "ResourceStatus": "UPDATE_FAILED", "ResourceStatusReason": "cancelled"},
    {
        "LogicalResourceId": "HostingEndpoint",
        "ResourceStatus": "UPDATE_FAILED",
        "ResourceStatusReason": "alarm\nErrors rang",
    },
    {"LogicalResourceId": STACK, "ResourceStatus": "UPDATE_IN_PROGRESS"},
]


def taken(update: dict[str, object]) -> bool:
    return not ParamValidator().validate(update, UPDATE.input_shape).has_errors()


def test_a_rollback_says_what_failed_first_and_which_other_alarm_rings_on_one_line() -> None:
    ended = outcomes.rolled_back(package(), stack=STACK, events=EVENTS, ringing=["Errors", "Latency"])
    assert ended["why"] == "rolled back: HostingEndpoint: alarm Errors rang; in ALARM: Latency"
    assert ended["update"]["ModelApprovalStatus"] == "Rejected"
    assert ended["update"]["ModelLifeCycle"]["StageStatus"] == "RolledBack"
    assert taken(ended["update"])


def test_a_reason_is_cut_to_what_sagemaker_takes() -> None:
    ended = outcomes.gave_up(package(), cause="xy\n" * 3000)
    told = ended["update"]["ModelLifeCycle"]["StageDescription"]
    assert 1000 < len(told) <= 1024
    assert "\n" not in told
    assert taken(ended["update"])


def test_a_functions_error_is_told_as_its_message() -> None:
    cause = json.dumps({"errorMessage": "no card", "errorType": "LookupError", "stackTrace": ["secret"]})
    assert outcomes.gave_up(package(), cause=cause)["why"] == "not deployed: no card"


def test_the_starter_is_replaced_and_nobody_is_archived() -> None:
    ended = outcomes.promoted(package(), before=None, replaced="starter", why="good")
    assert [update["ModelPackageArn"] for update in ended["updates"]] == [ARN]


def test_card_and_lineage_are_what_the_registry_takes() -> None:
    made = model_card(package(), card())
    content = json.loads(made["ModelCardContent"])
    training = content["training_details"]["training_job_details"]
    assert training["training_arn"].endswith(":training-job/pipelines-abc123def456-Train-x1y2")
    kept = lineage(package(), card())
    assert kept["execution"] == "abc123def456"
    # The service's own pattern of values, which botocore does not check.
    assert all(re.fullmatch(r"[\w\s.:/=+\-@]{1,256}", value) for value in kept.values())
    assert taken({"ModelPackageArn": ARN, "ModelCard": made, "CustomerMetadataProperties": kept})


def test_a_metric_that_is_no_number_is_left_out_of_the_card() -> None:
    """NaN is no JSON: SageMaker would refuse the whole update, and nobody would decide over the version."""
    broken = card().model_copy(update={"metrics": {"roc_auc": math.nan, "accuracy": 0.97}})
    content = json.loads(model_card(package(), broken)["ModelCardContent"], parse_constant=pytest.fail)
    (group,) = content["evaluation_details"][0]["metric_groups"]
    assert [one["name"] for one in group["metric_data"]] == ["accuracy"]


def test_a_version_without_a_card_is_not_served() -> None:
    with pytest.raises(LookupError, match="without a card"):
        outcomes.served(package(CustomerMetadataProperties={}), model="breast-cancer")


def test_parameters_that_are_not_changed_stay_as_they_are() -> None:
    stack = Stack(name=STACK, status="UPDATE_COMPLETE", parameters={"ModelVersion": "2", "Image": "/name"})
    assert stack.changed({"ModelVersion": "3"}) == [
        {"ParameterKey": "ModelVersion", "ParameterValue": "3"},
        {"ParameterKey": "Image", "UsePreviousValue": True},
    ]
    with pytest.raises(LookupError, match="ShadowModelVersion"):
        stack.changed({"ShadowModelVersion": "3"})


@pytest.mark.parametrize(
    ("status", "busy", "stuck"),
    [
        ("UPDATE_COMPLETE", False, False),
        ("UPDATE_ROLLBACK_COMPLETE", False, False),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", True, False),
        ("UPDATE_ROLLBACK_FAILED", False, True),
    ],
)
def test_a_stack_is_free_busy_or_stuck(status: str, busy: bool, stuck: bool) -> None:
    stack = Stack(name=STACK, status=status, parameters={})
    assert (stack.busy, stack.stuck) == (busy, stuck)


GOOD = Measured(invocations=100, errors=0, p99=10.0)


@pytest.mark.parametrize(
    ("shadow", "good", "told"),
    [
        (GOOD, True, "1.00 times"),
        (Measured(invocations=100, errors=5, p99=10.0), False, "5.00%"),
        (Measured(invocations=100, errors=1, p99=10.0), True, "1.00%"),
        (Measured(invocations=100, errors=0, p99=20.1), False, "2.01 times"),
        (Measured(invocations=19, errors=0, p99=10.0), False, "fewer than"),
        (Measured(invocations=100, errors=0, p99=None), False, "no latency"),
    ],
)
def test_a_shadow_that_fails_or_is_slow_or_was_hardly_asked_is_not_promoted(
    shadow: Measured, good: bool, told: str
) -> None:
    verdict = judge(production=GOOD, shadow=shadow, requests=20, latency_ratio=2.0)
    assert (verdict.good, told in verdict.why) == (good, True), verdict.why
