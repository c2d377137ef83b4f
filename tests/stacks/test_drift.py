"""Drift: measured on time by a job without network, told by one alarm, and followed by one retraining."""

import json
from typing import Any

import pytest

import config
from drift_run.settings import Settings
from stacks.constructs.drift_definition import METRIC
from tests.stacks.reading import Template, absent, as_list, below, each, identity_statements, only

STACKS = ("Prod-Drift", "Workbench-Drift")


@pytest.fixture(params=STACKS)
def drift(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    return templates[request.param]


@pytest.fixture
def retraining(templates: dict[str, Template]) -> Template:
    return templates["Workbench-Drift"]


def machine(template: Template, path: str) -> dict[str, Any]:
    found = below(template, path, "AWS::StepFunctions::StateMachine")
    return dict(found["Properties"]["Definition"])


def actions_of(template: Template, path: str) -> set[str]:
    """The actions of the role below a construct, in all its policies."""
    policies = [
        policy["Properties"]["PolicyDocument"]["Statement"]
        for _, policy in each({"": template}, "AWS::IAM::ManagedPolicy")
        if f"/{path}/" in policy["Metadata"]["aws:cdk:path"]
    ]
    return {action for statements in policies for s in statements for action in as_list(s["Action"])}


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in each({"": template}, "AWS::CloudWatch::Alarm")}


def share_alarm(template: Template) -> tuple[str, dict[str, Any]]:
    """The logical id and the properties of the alarm on drift itself."""
    ((where, found),) = (one for one in alarms(template).items() if one[1].get("MetricName") == METRIC)
    return where.rpartition("/")[2], found


def test_a_run_that_fails_is_told_as_it_writes_no_number(drift: Template) -> None:
    watched = {
        json.dumps(alarm["Dimensions"][0]["Value"])
        for alarm in alarms(drift).values()
        if alarm.get("MetricName") == "ExecutionsFailed" and alarm["AlarmActions"]
    }
    machines = {
        where.rpartition("/")[2] for where, _ in each({"": drift}, "AWS::StepFunctions::StateMachine")
    }
    assert {name for name in machines for arn in watched if name in arn} == machines


def test_a_reference_that_is_not_there_is_answered_as_such(drift: Template) -> None:
    """S3 answers 404 only to who may list, and a request for an object has no s3:prefix to look at."""
    (listing,) = (s for _, s in identity_statements({"": drift}) if s["Sid"] == "ListVersions")
    assert "Condition" not in listing


def test_there_is_a_stack_exactly_where_there_is_a_section(templates: dict[str, Template]) -> None:
    expected = {f"{e.name.capitalize()}-Drift" for e in config.load_all() if e.drift}
    assert {name for name in templates if name.endswith("-Drift")} == expected == set(STACKS)


def test_the_job_has_no_network_the_environments_key_and_an_end(drift: Template) -> None:
    task = machine(drift, "Measuring")["States"]["Compare"]
    job = task["Arguments"]
    assert task["Resource"].endswith(":sagemaker:createProcessingJob.sync")
    assert job["NetworkConfig"] == {"EnableNetworkIsolation": True}
    assert job["StoppingCondition"]["MaxRuntimeInSeconds"] < task["TimeoutSeconds"]
    cluster, outputs = job["ProcessingResources"]["ClusterConfig"], job["ProcessingOutputConfig"]
    assert cluster["VolumeKmsKeyId"] == outputs["KmsKeyId"]
    assert "States.ALL" not in json.dumps(task["Retry"]), "a broken script is not run three times"


def test_a_run_without_enough_rows_or_reference_writes_no_metric(drift: Template) -> None:
    states = machine(drift, "Measuring")["States"]
    assert states["Measured?"]["Default"] == "Done"
    assert states["Captured?"]["Default"] == "NothingCaptured"
    assert states["NothingCaptured"]["End"] is True


def test_alarm_metric_and_namespace_agree_and_a_gap_is_no_drift(drift: Template) -> None:
    alarm = share_alarm(drift)[1]
    written = machine(drift, "Measuring")["States"]["Publish"]["Arguments"]
    (share,) = (each for each in written["MetricData"] if each["MetricName"] == alarm["MetricName"])
    assert (alarm["Namespace"], alarm["Dimensions"]) == (written["Namespace"], share["Dimensions"])
    assert alarm["TreatMissingData"] == "notBreaching"
    assert alarm["AlarmActions"]
    assert alarm["OKActions"]


def test_the_schedule_starts_this_machine_and_nothing_else(drift: Template) -> None:
    schedule = only(drift, "AWS::Scheduler::Schedule")["Properties"]
    arn = schedule["Target"]["Arn"]
    found = [
        s
        for where, s in identity_statements({"": drift})
        if "ScheduleRole" in where and "states:StartExecution" in as_list(s["Action"])
    ]
    assert [s["Resource"] for s in found] == [arn]


def test_the_job_reads_and_writes_its_folders_and_nothing_else(drift: Template) -> None:
    assert actions_of(drift, "Measuring/JobRole") == {
        "s3:GetObject",
        "s3:PutObject",
        "s3:ListBucket",
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "cloudwatch:PutMetricData",
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:GetAuthorizationToken",
    }


def test_the_machine_writes_one_namespace_and_passes_one_role(drift: Template) -> None:
    statements = {s["Sid"]: s for where, s in identity_statements({"": drift}) if "MeasuringRole" in where}
    namespace = statements["Metrics"]["Condition"]["StringEquals"]["cloudwatch:namespace"]
    assert namespace == share_alarm(drift)[1]["Namespace"]
    assert "JobRole" in json.dumps(statements["PassJobRole"]["Resource"])


def test_the_function_gets_the_variables_it_reads(drift: Template) -> None:
    function = only(drift, "AWS::Lambda::Function")["Properties"]
    given = {name for name in function["Environment"]["Variables"] if name.startswith("LAB2API_")}
    optional = {"LAB2API_MAX_BODY_BYTES"}
    assert given | optional == {f"LAB2API_{field.upper()}" for field in Settings.model_fields}


def test_without_retraining_there_is_no_rule_table_or_second_machine(templates: dict[str, Template]) -> None:
    assert absent(templates["Prod-Drift"], "AWS::Events::Rule", "AWS::DynamoDB::Table")
    assert len(each({"": templates["Prod-Drift"]}, "AWS::StepFunctions::StateMachine")) == 1


def test_only_this_alarm_on_its_way_into_alarm_starts_retraining(retraining: Template) -> None:
    rule = only(retraining, "AWS::Events::Rule")["Properties"]
    alarm, _ = share_alarm(retraining)
    pattern = rule["EventPattern"]
    assert pattern["resources"] == [{"Fn::GetAtt": [alarm, "Arn"]}]
    assert pattern["detail"] == {"state": {"value": ["ALARM"]}}
    assert pattern["detail-type"] == ["CloudWatch Alarm State Change"]
    assert rule["Targets"][0]["DeadLetterConfig"]


def test_one_conditional_write_decides_and_the_start_has_a_token(retraining: Template) -> None:
    states = machine(retraining, "Retraining")["States"]
    claim = states["Claim"]
    assert claim["Resource"].endswith(":dynamodb:updateItem")
    assert "Starts[0] <= :cooled" in claim["Arguments"]["ConditionExpression"]
    assert "Starts[19] <= :week" in claim["Arguments"]["ConditionExpression"]
    assert states["Start"]["Arguments"]["ClientRequestToken"] == "{% $event %}"


def test_the_retraining_machine_starts_one_pipeline_and_touches_one_table(retraining: Template) -> None:
    assert actions_of(retraining, "Retraining/Role") - {
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
    } == {
        "sagemaker:StartPipelineExecution",
        "dynamodb:GetItem",
        "dynamodb:UpdateItem",
        *(action for action in actions_of(retraining, "Retraining/Role") if action.startswith("logs:")),
        *(action for action in actions_of(retraining, "Retraining/Role") if action.startswith("xray:")),
    }
    start = next(s for w, s in identity_statements({"": retraining}) if s["Sid"] == "Start" and "Retr" in w)
    assert json.dumps(start["Resource"]).count("workbench-training") == 1


def test_the_table_is_encrypted_and_can_be_brought_back(retraining: Template) -> None:
    table = only(retraining, "AWS::DynamoDB::Table")["Properties"]
    assert table["SSESpecification"]["SSEType"] == "KMS"
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_the_pipeline_may_read_what_retraining_hands_it(templates: dict[str, Template]) -> None:
    reads = [
        s for _, s in identity_statements({"": templates["Workbench-Training"]}) if s["Sid"] == "ReadRaw"
    ]
    assert "feedback/breast-cancer/*" in json.dumps(reads)
    data_key = machine(templates["Workbench-Drift"], "Retraining")["States"]["Start"]["Arguments"]
    assert data_key["PipelineParameters"] == [{"Name": "DataKey", "Value": "feedback/breast-cancer/"}]


def test_reports_are_forgotten_on_time(templates: dict[str, Template]) -> None:
    rules = below(templates["Prod-Data"], "Curated", "AWS::S3::Bucket")["Properties"][
        "LifecycleConfiguration"
    ]
    (rule,) = (each for each in rules["Rules"] if each.get("Prefix") == "drift/")
    assert rule["ExpirationInDays"] == 365


def test_the_starters_reference_lies_beside_its_card(templates: dict[str, Template]) -> None:
    document = json.dumps(templates["Workbench-Serving-breast-cancer"])
    statement = json.dumps(
        [s for w, s in identity_statements({"": templates["Workbench-Drift"]}) if s["Sid"] == "Read"]
    )
    folder = next(
        part for part in statement.split('"') if part.endswith("/reference.csv") or "reference" in part
    )
    name = folder.strip("/").rpartition("/")[0].rpartition("/")[2] or folder.split("/")[0]
    assert f"{name}/card.json" in document
