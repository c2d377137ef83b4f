"""Executions are started with checked parameters, stopped on request, and keep their definition."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError

from tests.local.sagemaker.definitions import SCORE, fail, processing
from tests.local.sagemaker.laboratory import Laboratory
from tests.local.waiting import until


def test_stopping_an_execution_stops_the_job_that_runs(laboratory: Laboratory) -> None:
    laboratory.script("slow.py", "time.sleep(60)")
    arn = laboratory.start(laboratory.pipeline(processing("Slow", "slow.py")))
    until(lambda: "Metadata" in laboratory.steps(arn).get("Slow", {}), "the start of the job")
    laboratory.sagemaker.stop_pipeline_execution(
        PipelineExecutionArn=arn, ClientRequestToken=uuid.uuid4().hex
    )
    assert laboratory.ended(arn)["PipelineExecutionStatus"] == "Stopped"
    (job,) = laboratory.sagemaker.list_processing_jobs()["ProcessingJobSummaries"]
    assert (laboratory.steps(arn)["Slow"]["StepStatus"], job["ProcessingJobStatus"]) == ("Stopped", "Stopped")
    with pytest.raises(ClientError, match="already ended Stopped"):
        laboratory.sagemaker.stop_pipeline_execution(
            PipelineExecutionArn=arn, ClientRequestToken=uuid.uuid4().hex
        )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"Typo": "1"}, "The pipeline has no parameter Typo"),
        ({"Minimum": "high"}, "Parameter Minimum is of type Float: 'high' is not"),
        ({"Kind": "c"}, r"Parameter Kind: 'c' is not one of \['a', 'b'\]"),
        ({}, "Parameter Kind has no default"),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_runs(
    laboratory: Laboratory, given: dict[str, str], message: str
) -> None:
    kind = {"Name": "Kind", "Type": "String", "EnumValues": ["a", "b"]}
    pipeline = laboratory.pipeline(fail("F", "x"), parameters=[SCORE, kind])
    with pytest.raises(ClientError, match=message):
        laboratory.start(pipeline, **given)
    assert (
        laboratory.sagemaker.list_pipeline_executions(PipelineName=pipeline)["PipelineExecutionSummaries"]
        == []
    )


def test_the_same_token_starts_one_execution(laboratory: Laboratory) -> None:
    request = {"PipelineName": laboratory.pipeline(fail("F", "x")), "ClientRequestToken": uuid.uuid4().hex}
    started = {
        laboratory.sagemaker.start_pipeline_execution(**request)["PipelineExecutionArn"] for _ in range(2)
    }
    assert len(started) == 1
    laboratory.ended(started.pop())


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("{", "Invalid pipeline definition"),
        (
            json.dumps({"Version": "2020-12-01", "Steps": [{"Name": "A", "Type": "Fail"}]}),
            "Steps.0.Arguments: Field required",
        ),
        (
            json.dumps({"Version": "2020-12-01", "Steps": [], "Parameter": []}),
            "Parameter: Extra inputs are not permitted",
        ),
    ],
)
def test_a_definition_that_cannot_be_read_is_refused(
    laboratory: Laboratory, definition: str, message: str
) -> None:
    with pytest.raises(ClientError, match=message):
        laboratory.pipeline_of(definition)


def test_a_registered_model_waits_for_approval_in_a_group_that_is_made_if_missing(
    laboratory: Laboratory,
) -> None:
    arguments = {
        "ModelPackageGroupName": "local-fresh",
        "ModelApprovalStatus": "PendingManualApproval",
        "CustomerMetadataProperties": {"card": "s3://b/card.json"},
    }
    pipeline = laboratory.pipeline({"Name": "Register", "Type": "RegisterModel", "Arguments": arguments})
    for version in (1, 2):
        _, ran = laboratory.execute(pipeline)
        arn = ran["Register"]["Metadata"]["RegisterModel"]["Arn"]
        package = laboratory.sagemaker.describe_model_package(ModelPackageName=arn)
        assert (package["ModelPackageVersion"], package["ModelApprovalStatus"]) == (
            version,
            "PendingManualApproval",
        )


def test_an_execution_keeps_the_definition_it_started_with(laboratory: Laboratory) -> None:
    pipeline = laboratory.pipeline(fail("Old", "x"))
    arn = laboratory.start(pipeline)
    new = json.dumps({"Version": "2020-12-01", "Steps": [fail("New", "x")]})
    laboratory.sagemaker.update_pipeline(PipelineName=pipeline, PipelineDefinition=new)
    kept = laboratory.sagemaker.describe_pipeline_definition_for_execution(PipelineExecutionArn=arn)
    assert "Old" in kept["PipelineDefinition"]
    assert laboratory.sagemaker.describe_pipeline(PipelineName=pipeline)["PipelineDefinition"] == new
    laboratory.ended(arn)
    laboratory.sagemaker.delete_pipeline(PipelineName=pipeline, ClientRequestToken=uuid.uuid4().hex)
    with pytest.raises(ClientError, match="Could not find"):
        laboratory.sagemaker.describe_pipeline(PipelineName=pipeline)
