"""A CSV that arrives in the raw bucket starts the pipeline, through the rule that the template declares."""

import json
from collections.abc import Iterator

import pytest

from local import aws, pipeline_events
from tests.local.sagemaker.laboratory import ROLE, Laboratory
from tests.local.waiting import until

FAIL = {"Name": "Say", "Type": "Fail", "Arguments": {"ErrorMessage": {"Get": "Parameters.DataKey"}}}


@pytest.fixture
def pipeline(laboratory: Laboratory) -> Iterator[str]:
    """A pipeline that says its DataKey, behind a rule on the bucket's CSVs."""
    pipeline_events.install()
    name = laboratory.pipeline(FAIL, parameters=[{"Name": "DataKey", "Type": "String"}])
    laboratory.s3.put_bucket_notification_configuration(
        Bucket=laboratory.bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    detail = {
        "bucket": {"name": [laboratory.bucket]},
        "object": {"key": [{"wildcard": "datasets/iris/*.csv"}]},
    }
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
    events = aws.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    parameters = {"PipelineParameterList": [{"Name": "DataKey", "Value": "$.detail.object.key"}]}
    arn = laboratory.sagemaker.describe_pipeline(PipelineName=name)["PipelineArn"]
    target = {"Id": "Pipeline", "Arn": arn, "RoleArn": ROLE, "SageMakerPipelineParameters": parameters}
    events.put_targets(Rule=name, Targets=[target])
    yield name
    events.remove_targets(Rule=name, Ids=["Pipeline"])
    events.delete_rule(Name=name)


def executions(laboratory: Laboratory, pipeline: str) -> list[str]:
    listed = laboratory.sagemaker.list_pipeline_executions(PipelineName=pipeline)
    return [row["PipelineExecutionArn"] for row in listed["PipelineExecutionSummaries"]]


def test_an_uploaded_csv_starts_an_execution_with_its_key(laboratory: Laboratory, pipeline: str) -> None:
    laboratory.put("datasets/iris/new.csv")
    found = until(lambda: executions(laboratory, pipeline), "the execution")
    laboratory.ended(found[0])
    assert laboratory.steps(found[0])["Say"]["FailureReason"] == "datasets/iris/new.csv"


def test_another_models_data_or_another_kind_of_file_starts_nothing(
    laboratory: Laboratory, pipeline: str
) -> None:
    laboratory.put("datasets/wine/new.csv")
    laboratory.put("datasets/iris/notes.txt")
    laboratory.put("datasets/iris/new.csv")
    (only,) = until(lambda: executions(laboratory, pipeline), "the execution for what came last")
    laboratory.ended(only)
    assert laboratory.steps(only)["Say"]["FailureReason"] == "datasets/iris/new.csv"
    assert executions(laboratory, pipeline) == [only]
