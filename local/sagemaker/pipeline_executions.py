"""Executions of pipelines: started, described step by step, stopped."""

import secrets
import string
from datetime import UTC, datetime
from typing import Any

from ministack.core.concurrency import spawn_background

from local.pipeline import execution
from local.pipeline.definition import Definition
from local.pipeline.expressions import Scope
from local.sagemaker.errors import ServiceError
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records

_ID_ALPHABET = string.ascii_lowercase + string.digits
_ID_LENGTH = 12
_KIND = "PipelineExecution"


@operation("StartPipelineExecution")
def start_pipeline_execution(request: Request) -> Answer:
    """Start the pipeline's steps. A repeated ClientRequestToken answers the execution that it started."""
    pipeline = records.get("Pipeline", request["PipelineName"].rpartition("/")[2])
    for earlier in records.list(_KIND):
        if earlier["ClientRequestToken"] == request["ClientRequestToken"]:
            return {"PipelineExecutionArn": earlier["PipelineExecutionArn"]}
    definition = Definition.parse(pipeline["PipelineDefinition"])
    given = {item["Name"]: item["Value"] for item in request.get("PipelineParameters", [])}
    values = definition.values(given)
    record = _record(pipeline, request)
    variables = _variables(record)
    records.update("Pipeline", pipeline["PipelineName"], LastRunTime=record["CreationTime"])
    scope = Scope(parameters=values, execution=variables)
    started = execution.Execution(arn=record["PipelineExecutionArn"], todo=definition.steps, scope=scope)
    spawn_background(started.run, thread_name="lab2api-pipeline")
    return record


@operation("StopPipelineExecution")
def stop_pipeline_execution(request: Request) -> Answer:
    """Stop the step that runs; the execution ends Stopped."""
    arn = request["PipelineExecutionArn"]
    record = records.get(_KIND, arn)
    if not execution.stop(arn):
        message = f"Pipeline execution with ARN {arn} has already ended {record['PipelineExecutionStatus']}."
        raise ServiceError(message=message)
    return records.update(_KIND, arn, PipelineExecutionStatus="Stopping")


@operation("DescribePipelineExecution")
def describe_pipeline_execution(request: Request) -> Answer:
    """Return an execution's status, and why it failed."""
    return records.get(_KIND, request["PipelineExecutionArn"])


@operation("DescribePipelineDefinitionForExecution")
def describe_pipeline_definition_for_execution(request: Request) -> Answer:
    """Return the definition that an execution started with."""
    return records.get(_KIND, request["PipelineExecutionArn"])


@operation("ListPipelineParametersForExecution")
def list_pipeline_parameters_for_execution(request: Request) -> Answer:
    """Return the parameters that the start gave; defaults are not among them, as on AWS."""
    return {"PipelineParameters": records.get(_KIND, request["PipelineExecutionArn"])["PipelineParameters"]}


@operation("ListPipelineExecutionSteps")
def list_pipeline_execution_steps(request: Request) -> Answer:
    """Return the steps that have started, the newest first unless the request says otherwise."""
    found = records.get(_KIND, request["PipelineExecutionArn"])["Steps"]
    for step in found:
        step["CreationTime"] = step["StartTime"]
    return listed(model=MODEL.operation_model("ListPipelineExecutionSteps"), found=found, request=request)


@operation("ListPipelineExecutions")
def list_pipeline_executions(request: Request) -> Answer:
    """Return the executions of a pipeline."""
    name = records.get("Pipeline", request["PipelineName"].rpartition("/")[2])["PipelineName"]
    found = [_summary(record) for record in records.list(_KIND) if record["PipelineName"] == name]
    return listed(model=MODEL.operation_model("ListPipelineExecutions"), found=found, request=request)


def _record(pipeline: Record, request: Request) -> Record:
    identifier = "".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH))
    arn = f"{pipeline['PipelineArn']}/execution/{identifier}"
    members: dict[str, Any] = {
        **request,
        "PipelineName": pipeline["PipelineName"],
        "PipelineArn": pipeline["PipelineArn"],
        "PipelineDefinition": pipeline["PipelineDefinition"],
        "PipelineExecutionArn": arn,
        "PipelineExecutionStatus": "Executing",
        "PipelineExecutionDisplayName": request.get(
            "PipelineExecutionDisplayName", f"execution-{identifier}"
        ),
        "PipelineParameters": request.get("PipelineParameters", []),
        "Steps": [],
    }
    return records.create(_KIND, arn, members)


def _variables(record: Record) -> dict[str, str]:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html#build-and-manage-properties-execution."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return {
        "PipelineName": record["PipelineName"],
        "PipelineArn": record["PipelineArn"],
        "PipelineExecutionArn": record["PipelineExecutionArn"],
        "PipelineExecutionId": record["PipelineExecutionArn"].rpartition("/")[2],
        "StartDateTime": now,
        "CurrentDateTime": now,
    }


def _summary(record: Record) -> Record:
    return {
        "PipelineExecutionArn": record["PipelineExecutionArn"],
        "StartTime": record["CreationTime"],
        "CreationTime": record["CreationTime"],
        "PipelineExecutionStatus": record["PipelineExecutionStatus"],
        "PipelineExecutionDisplayName": record["PipelineExecutionDisplayName"],
        **({"PipelineExecutionFailureReason": record["FailureReason"]} if "FailureReason" in record else {}),
    }
