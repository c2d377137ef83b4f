"""The jobs stack: who may do what, what expires, and that no job's message is lost or tried for ever."""

import importlib
from typing import Any

import pytest

import config
from stacks.jobs import BESIDE_AN_ATTEMPT_SECONDS
from tests.stacks.reading import Resource, Template, each, only

ENVIRONMENTS = ("Local", "Dev", "Prod")


@pytest.fixture(params=ENVIRONMENTS)
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def template(stage: str, templates: dict[str, Template]) -> Template:
    return templates[f"{stage}-Jobs"]


@pytest.mark.parametrize(("who", "role"), [("invoke", "ProxyRole"), ("work", "WorkerRole")])
def test_a_models_stack_lets_both_in(who: str, role: str, stage: str, templates: dict[str, Template]) -> None:
    (policy,) = (
        policy["Properties"]
        for _, policy in each({"": templates[f"{stage}-Serving-breast-cancer"]}, "AWS::IAM::Policy")
        if policy["Properties"]["PolicyName"]["Fn::Join"][1][0] == f"{who}-"
    )
    assert role in str(policy["Roles"])


def test_what_jobs_leave_behind_expires_and_is_forgotten_a_day_later(template: Template) -> None:
    bucket = only(template, "AWS::S3::Bucket")["Properties"]
    rules = {rule.get("Prefix"): rule for rule in bucket["LifecycleConfiguration"]["Rules"]}
    days = {rules[prefix]["ExpirationInDays"] for prefix in ("jobs/", "uploads/", "async/")}
    assert len(days) == 1
    assert days.pop() > 0
    assert rules[None]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 1


def queues(template: Template) -> dict[str, dict[str, Any]]:
    return {
        "undelivered" if "Undelivered" in where else "waiting": queue["Properties"]
        for where, queue in each({"x": template}, "AWS::SQS::Queue")
    }


def test_a_message_is_hidden_no_shorter_than_a_worker_lives_and_not_for_long(
    stage: str, template: Template
) -> None:
    """Lambda refuses a shorter timeout; a job whose worker was killed waits for this long."""
    attempt = config.load(stage.lower()).jobs.attempt_seconds
    timeout = only(template, "AWS::Lambda::Function")["Properties"]["Timeout"]
    assert timeout == attempt + BESIDE_AN_ATTEMPT_SECONDS
    assert {queue["VisibilityTimeout"] for queue in queues(template).values()} == {timeout}


def test_what_nobody_can_do_goes_to_the_dead_letters_and_is_looked_at(template: Template) -> None:
    found = queues(template)
    assert 0 < found["waiting"]["RedrivePolicy"]["maxReceiveCount"] <= 1000
    assert "Undelivered" in str(found["waiting"]["RedrivePolicy"]["deadLetterTargetArn"])
    assert all("KmsMasterKeyId" in queue for queue in found.values())
    sources = [
        mapping["Properties"] for _, mapping in each({"x": template}, "AWS::Lambda::EventSourceMapping")
    ]
    assert len(sources) == 2
    for source in sources:
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_only_the_topic_of_finished_inferences_writes_to_the_queue_besides_the_proxy(
    template: Template,
) -> None:
    subscription = only(template, "AWS::SNS::Subscription")["Properties"]
    assert (subscription["Protocol"], subscription["RawMessageDelivery"]) == ("sqs", True)
    assert "Undelivered" in str(subscription["RedrivePolicy"])
    for _, policy in each({"x": template}, "AWS::SQS::QueuePolicy"):
        allowed = [s for s in policy["Properties"]["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
        assert [statement["Principal"] for statement in allowed] == [{"Service": "sns.amazonaws.com"}]
        assert "Finished" in str(allowed[0]["Condition"])


def test_the_workers_variables_are_its_settings(template: Template) -> None:
    function: Resource = only(template, "AWS::Lambda::Function")
    settings = importlib.import_module("prediction_worker.settings").Settings
    variables = function["Properties"]["Environment"]["Variables"]
    ours = {name.removeprefix("LAB2API_").lower() for name in variables if name.startswith("LAB2API_")}
    assert ours == set(settings.model_fields)


def test_dead_letters_and_jobs_together_stay_below_what_is_reserved() -> None:
    for environment in config.load_all():
        reserved = environment.ai.reserved_concurrency
        assert reserved is None or 2 * environment.jobs.concurrency <= reserved


def test_a_dead_letter_that_stays_is_an_alarm_though_the_worker_hides_it_again_and_again(
    stage: str, templates: dict[str, Template]
) -> None:
    watch = each({"x": templates[f"{stage}-Watch"]}, "AWS::CloudWatch::Alarm")
    (alarm,) = (r["Properties"] for where, r in watch if "Undelivered" in where)
    (sum_,) = (query["Expression"] for query in alarm["Metrics"] if "Expression" in query)
    assert sum_ == "visible + hidden"
    counted = [query["MetricStat"]["Metric"] for query in alarm["Metrics"] if "MetricStat" in query]
    assert {metric["MetricName"] for metric in counted} == {
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
    }
    assert all("Undelivered" in str(metric["Dimensions"]) for metric in counted)
    assert alarm["AlarmActions"]
