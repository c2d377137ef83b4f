"""Transform jobs: a temporary model server answers every object below a prefix."""

from datetime import UTC, datetime

from local import settings
from local.hosting.container import container_of
from local.jobs import running
from local.jobs.transform import Transform
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.operations import Answer, Request, operation

TRANSFORM_JOB = Kind(
    name="TransformJob",
    identifier="TransformJobName",
    resource="transform-job",
    at_creation={"TransformJobStatus": "InProgress"},
)
_DATA_TYPES, _SPLITS = ("S3Prefix", "ManifestFile"), ("None", "Line")

generic(TRANSFORM_JOB, verbs=("Describe", "List"))


@operation("CreateTransformJob")
def create_transform_job(request: Request) -> Answer:
    """Start a server of the job's model; instances, volume encryption and capture are recorded only."""
    _check(request)
    container_of(request["ModelName"])
    record = new_record(TRANSFORM_JOB, {**request, "TransformStartTime": datetime.now(UTC)})
    transform = Transform(settings=settings.active())
    running.start("TransformJob", request["TransformJobName"], transform, _run)
    return record


@operation("StopTransformJob")
def stop_transform_job(request: Request) -> Answer:
    """End a transform job's server; the results of the objects that are done stay."""
    running.stop("TransformJob", request["TransformJobName"])
    return {}


def _run(record: Request, transform: Transform) -> dict[str, object]:
    return transform.run(record)


def _check(request: Request) -> None:
    """Refuse what a job here would do differently from AWS."""
    data, processing = request["TransformInput"], request.get("DataProcessing", {})
    kind, split = data["DataSource"]["S3DataSource"]["S3DataType"], data.get("SplitType", "None")
    filters = {processing.get(name, "$") for name in ("InputFilter", "OutputFilter")}
    if kind not in _DATA_TYPES:
        raise _elsewhere(f"S3DataType {kind}")
    if split not in _SPLITS:
        raise _elsewhere(f"SplitType {split}")
    if filters != {"$"} or processing.get("JoinSource", "None") != "None":
        raise _elsewhere("DataProcessing with filters or JoinSource")


def _elsewhere(what: str) -> ServiceError:
    return ServiceError(code="NotEmulatedLocally", message=f"{what} runs on AWS only.", status=501)
