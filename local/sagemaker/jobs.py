"""Training and processing jobs: their Create operations run the code of model_code for real."""

from datetime import UTC, datetime

from local.jobs import processing, running, training
from local.jobs.container import Container
from local.jobs.log import JobLog
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.operations import Answer, Request, operation
from local.sagemaker.records import records
from local.settings import active

TRAINING_JOB = Kind(
    name="TrainingJob",
    identifier="TrainingJobName",
    resource="training-job",
    at_creation={
        "TrainingJobStatus": "InProgress",
        "SecondaryStatus": "Starting",
        "ModelArtifacts": {"S3ModelArtifacts": ""},
    },
)
PROCESSING_JOB = Kind(
    name="ProcessingJob",
    identifier="ProcessingJobName",
    resource="processing-job",
    at_creation={"ProcessingJobStatus": "InProgress"},
)

for _kind in (TRAINING_JOB, PROCESSING_JOB):
    generic(_kind, verbs=("Describe", "List"))


@operation("CreateTrainingJob")
def create_training_job(request: Request) -> Answer:
    """Start train.py on the job's channels; the instance type, image, role and network are recorded only."""
    record = new_record(TRAINING_JOB, {**request, "TrainingStartTime": datetime.now(UTC)})
    running.start("TrainingJob", request["TrainingJobName"], _container("TrainingJob", request), training.run)
    return record


@operation("CreateProcessingJob")
def create_processing_job(request: Request) -> Answer:
    """Start the script that the entrypoint names; instance, image, role and network are recorded only."""
    record = new_record(PROCESSING_JOB, {**request, "ProcessingStartTime": datetime.now(UTC)})
    running.start(
        "ProcessingJob", request["ProcessingJobName"], _container("ProcessingJob", request), processing.run
    )
    return record


@operation("StopTrainingJob")
def stop_training_job(request: Request) -> Answer:
    """End a training job's process; no model is kept."""
    running.stop("TrainingJob", request["TrainingJobName"])
    return {}


@operation("StopProcessingJob")
def stop_processing_job(request: Request) -> Answer:
    """End a processing job's process; no output is kept."""
    running.stop("ProcessingJob", request["ProcessingJobName"])
    return {}


@operation("DeleteTrainingJob")
def delete_training_job(request: Request) -> Answer:
    """Forget a training job that has ended; what it wrote stays."""
    return _forget("TrainingJob", request["TrainingJobName"])


@operation("DeleteProcessingJob")
def delete_processing_job(request: Request) -> Answer:
    """Forget a processing job that has ended; what it wrote stays."""
    return _forget("ProcessingJob", request["ProcessingJobName"])


def _forget(kind: str, name: str) -> Answer:
    status = records.get(kind, name)[f"{kind}Status"]
    if status not in ("Completed", "Failed", "Stopped"):
        raise ServiceError(message=f"The {kind} {name} is {status}: stop it before you delete it.")
    return records.delete(kind, name)


def _container(kind: str, request: Request) -> Container:
    return Container(settings=active(), log=JobLog(kind=kind, job=request[f"{kind}Name"]))
