"""Pipelines: kept as records, and really executed."""

from typing import Any

from local.jobs import objects
from local.jobs.errors import JobError
from local.pipeline.definition import Definition
from local.sagemaker import model_packages, pipeline_executions
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import records

__all__ = ["model_packages", "pipeline_executions"]  # imported for the operations they register

PIPELINE = Kind(
    name="Pipeline",
    identifier="PipelineName",
    resource="pipeline",
    at_creation={"PipelineStatus": "Active"},
)
_CHANGEABLE = ("PipelineDisplayName", "PipelineDescription", "RoleArn", "ParallelismConfiguration")

generic(PIPELINE, verbs=("Describe",))


@operation("CreatePipeline")
def create_pipeline(request: Request) -> Answer:
    """Keep a pipeline whose definition can be read."""
    definition = _definition(request)
    if definition is None:
        raise ServiceError(message="Give PipelineDefinition or PipelineDefinitionS3Location.")
    return new_record(PIPELINE, {**request, "PipelineDefinition": definition})


@operation("UpdatePipeline")
def update_pipeline(request: Request) -> Answer:
    """Change a pipeline. Executions that run already go on with the definition they started with."""
    changes: dict[str, Any] = {member: request[member] for member in _CHANGEABLE if member in request}
    definition = _definition(request)
    if definition is not None:
        changes["PipelineDefinition"] = definition
    return records.update("Pipeline", request["PipelineName"], **changes)


@operation("DeletePipeline")
def delete_pipeline(request: Request) -> Answer:
    """Forget a pipeline; AWS refuses while an execution runs."""
    name = request["PipelineName"]
    running = [
        execution
        for execution in records.list("PipelineExecution")
        if execution["PipelineName"] == name
        and execution["PipelineExecutionStatus"] in ("Executing", "Stopping")
    ]
    if running:
        message = f"Pipeline {name} has an execution in progress: stop it first, or wait."
        raise ServiceError(code="ConflictException", message=message)
    return records.delete("Pipeline", name)


@operation("ListPipelines")
def list_pipelines(request: Request) -> Answer:
    """Pipelines by the beginning of their name."""
    prefix = request.get("PipelineNamePrefix", "")
    found = [record for record in records.list("Pipeline") if record["PipelineName"].startswith(prefix)]
    for record in found:
        del record["PipelineDefinition"]
    return listed(model=MODEL.operation_model("ListPipelines"), found=found, request=request)


def _definition(request: Request) -> str | None:
    """Return the definition's text, read from S3 if it is there, checked; None if the request has none."""
    text: str | None = request.get("PipelineDefinition")
    if text is None and "PipelineDefinitionS3Location" in request:
        where = request["PipelineDefinitionS3Location"]
        try:
            text = objects.read(f"s3://{where['Bucket']}/{where['ObjectKey']}").decode()
        except JobError as error:
            raise ServiceError(message=str(error)) from error
    if text is not None:
        Definition.parse(text)
    return text
