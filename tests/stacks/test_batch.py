"""Large files are answered by jobs of exactly one model, which cost nothing while none runs."""

from typing import Any

import pytest

import config
from cli.batch.transform import JSON_LINES
from tests.stacks.reading import Template, absent, as_list, below, each, only

STACK = "Dev-Serving-breast-cancer"


@pytest.fixture
def serving(templates: dict[str, Template]) -> Template:
    return templates[STACK]


def definition(template: Template) -> dict[str, Any]:
    return dict(only(template, "AWS::StepFunctions::StateMachine")["Properties"]["Definition"])


def statement(template: Template, role: str, sid: str) -> dict[str, Any]:
    policy = below(template, f"Batch/{role}/Allowed", "AWS::IAM::ManagedPolicy")["Properties"]
    (found,) = (each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == sid)
    return dict(found)


def test_every_model_that_sagemaker_hosts_alone_has_batch_jobs_where_settings_say_so(
    templates: dict[str, Template],
) -> None:
    machines = {
        where.partition("/")[0]
        for where, _ in each(templates, "AWS::StepFunctions::StateMachine")
        if "-Serving-" in where
    }
    expected = {
        f"{environment.name.capitalize()}-Serving-{model}"
        for environment in config.load_all()
        if environment.batch
        for model in environment.models
    }
    assert machines == expected - {"Modes-Serving-mock", "Modes-Serving-learners"}


def test_a_job_is_waited_for_tried_again_and_ended_in_time(serving: Template) -> None:
    task = definition(serving)["States"]["Transform"]
    assert task["Resource"].endswith(":states:::sagemaker:createTransformJob.sync")
    assert task["TimeoutSeconds"] == 14_400
    (retry,) = task["Retry"]
    assert retry["MaxAttempts"] == 3
    assert "States.ALL" not in retry["ErrorEquals"], "a file that the model refuses is not tried again"
    assert task["Catch"][0]["Next"] == "Failed"


def test_every_attempt_has_a_name_of_its_own(serving: Template) -> None:
    parameters = definition(serving)["States"]["Transform"]["Parameters"]
    assert parameters["TransformJobName.$"] == (
        "States.Format('dev-batch-{}-{}', $$.Execution.Name, $$.State.RetryCount)"
    )


def test_a_file_or_a_manifest_is_answered_row_by_row_below_the_executions_prefix(serving: Template) -> None:
    parameters = definition(serving)["States"]["Transform"]["Parameters"]
    source = parameters["TransformInput"]["DataSource"]["S3DataSource"]
    assert source == {"S3DataType.$": "$.data_type", "S3Uri.$": "$.input"}
    assert parameters["TransformInput"]["SplitType"] == "Line"
    output = parameters["TransformOutput"]
    assert output["S3OutputPath.$"]["Fn::Join"][1][-1] == "/{}', $$.Execution.Name)"
    assert output["AssembleWith"] == "Line"
    assert output["Accept.$"] == parameters["TransformInput"]["ContentType.$"] == "$.content_type"


def test_left_alone_a_job_reads_json_lines_where_a_bad_row_fails_no_file(serving: Template) -> None:
    found = definition(serving)
    first = found["States"][found["StartAt"]]
    assert first["Result"] == {"data_type": "S3Prefix", "content_type": JSON_LINES}


def test_disks_and_answers_are_encrypted_with_our_key(serving: Template) -> None:
    parameters = definition(serving)["States"]["Transform"]["Parameters"]
    key = parameters["TransformOutput"]["KmsKeyId"]
    assert parameters["TransformResources"]["VolumeKmsKeyId"] == key
    assert "Key" in str(key["Fn::ImportValue"])


def test_what_answers_requests_may_read_no_files(serving: Template) -> None:
    hosting = below(serving, "Hosting/Role/Allowed", "AWS::IAM::ManagedPolicy")
    assert "batch" not in str(hosting["Properties"])
    hosted = below(serving, "Hosting", "AWS::SageMaker::Model")["Properties"]
    batch = below(serving, "Batch", "AWS::SageMaker::Model")["Properties"]
    assert hosted["ExecutionRoleArn"] != batch["ExecutionRoleArn"]
    assert hosted["PrimaryContainer"] == batch["PrimaryContainer"]


def test_a_job_reads_and_writes_its_models_prefix_only(serving: Template) -> None:
    for sid, action in (("Read", "s3:GetObject"), ("Write", "s3:PutObject")):
        allowed = statement(serving, "Role", sid)
        assert allowed["Action"] == action
        joined = as_list(allowed["Resource"])[-1]["Fn::Join"][1]
        assert joined[-3:] == ["/batch/", {"Ref": "ModelName"}, "/*"]


def test_the_machine_starts_jobs_of_its_model_only(serving: Template) -> None:
    start = statement(serving, "MachineRole", "Start")
    assert start["Action"] == "sagemaker:CreateTransformJob"
    (model,) = start["Condition"]["ArnEquals"].values()
    assert serving["Resources"][model["Ref"]]["Type"] == "AWS::SageMaker::Model"


def test_files_and_answers_are_forgotten(templates: dict[str, Template]) -> None:
    for bucket in ("Raw", "Curated"):
        found = below(templates["Dev-Data"], bucket, "AWS::S3::Bucket")["Properties"]
        rules = {rule["Id"]: rule for rule in found["LifecycleConfiguration"]["Rules"]}
        assert rules["Expire-batch"]["ExpirationInDays"] == 7
        assert rules["Expire-batch"]["Prefix"] == "batch/"


def test_without_settings_there_is_none(templates: dict[str, Template]) -> None:
    assert config.load("prod").batch is None
    assert absent(templates["Prod-Serving-breast-cancer"], "AWS::StepFunctions::StateMachine")
