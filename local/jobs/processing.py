"""The work of a processing job, by the contract of a processing container.

https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
"""

from datetime import UTC, datetime
from pathlib import Path

from local import environment
from local.jobs import objects
from local.jobs.container import Container
from local.jobs.errors import AlgorithmError, ClientError
from local.jobs.flows import flow_command, is_flow
from local.jobs.folder import CONTAINER_BASE, inside, job_folder, reason_left, write_json
from local.jobs.spark import is_spark, spark_command, spark_variables
from local.sagemaker.records import Record
from local.settings import Settings, active

_COPY = {"S3Prefix": objects.download, "ManifestFile": objects.download_listed}


def run(record: Record, container: Container) -> dict[str, object]:
    """Copy inputs in, run the script, copy outputs out; returns what DescribeProcessingJob answers then."""
    settings, name = active(), record["ProcessingJobName"]
    with job_folder(settings, job=name) as base:
        _place_inputs(base, record)
        outputs = record.get("ProcessingOutputConfig", {}).get("Outputs", [])
        for output in outputs:
            inside(base, output["S3Output"]["LocalPath"]).mkdir(parents=True, exist_ok=True)
        words = _words(record)
        variables = _variables(base, record)
        if is_flow(record):
            running = flow_command(record, base=base, settings=settings)
        elif is_spark(words):
            running, variables = spark_command(base), variables | spark_variables(base)
        else:
            running = command(record, base=base, settings=settings)
        code, tail = container.run(
            running,
            variables=variables,
            folder=base,
            seconds=record.get("StoppingCondition", {}).get("MaxRuntimeInSeconds", 86_400),
        )
        if code:
            raise AlgorithmError(reason_left(base, otherwise=tail), exit_code=code)
        key_id = record.get("ProcessingOutputConfig", {}).get("KmsKeyId")
        for output in outputs:
            s3 = output["S3Output"]
            objects.upload(inside(base, s3["LocalPath"]), uri=s3["S3Uri"], key_id=key_id)
    return {"ProcessingEndTime": datetime.now(UTC)}


def command(record: Record, *, base: Path, settings: Settings) -> list[str]:
    """Return the process in place of the container: the first `.py` file that the job names, and the rest.

    A file below `/opt/ml` came as an input and runs as it is. Any other is a script of the image, and here of
    model_code. Whatever stands before the script (an interpreter, a shell) is left out.
    """
    words = _words(record)
    position = next((index for index, word in enumerate(words) if word.endswith(".py")), None)
    if position is None:
        raise ClientError("the entrypoint names no .py file, and images cannot run on this machine")
    named = words[position]
    script = (
        inside(base, named)
        if named.startswith(f"{CONTAINER_BASE}/")
        else settings.model_code / Path(named).name
    )
    if not script.is_file():
        raise ClientError(f"{named} is neither an input of the job nor a script of model_code")
    arguments = [
        str(inside(base, word)) if word.startswith(f"{CONTAINER_BASE}/") else word
        for word in words[position + 1 :]
    ]
    return [str(settings.python), str(script), *arguments]


def _words(record: Record) -> list[str]:
    """Return the job's command; a shell line that ends in a script of ours counts as its words."""
    specification = record["AppSpecification"]
    words = [*specification.get("ContainerEntrypoint", []), *specification.get("ContainerArguments", [])]
    line = words[-1] if words else ""
    return [*words[:-1], *line.split()] if words[:1] == ["/bin/sh"] and line.endswith(".py") else words


def _place_inputs(base: Path, record: Record) -> None:
    for item in record.get("ProcessingInputs", []):
        s3 = item.get("S3Input")
        if s3 is None or s3.get("S3DataType") not in _COPY:
            raise ClientError(
                f"input {item['InputName']}: only S3Input with S3DataType={' or '.join(_COPY)} runs locally"
            )
        _COPY[s3["S3DataType"]](s3["S3Uri"], into=inside(base, s3["LocalPath"]))
    write_json(base / "config/processingjobconfig.json", record)
    write_json(base / "config/resourceconfig.json", {"current_host": "localhost", "hosts": ["localhost"]})


def _variables(base: Path, record: Record) -> dict[str, str]:
    """Make the job's variables; what is not isolated reaches this AWS as the account's own user."""
    declared: dict[str, str] = record.get("Environment", {})
    isolated = record.get("NetworkConfig", {}).get("EnableNetworkIsolation", False)
    reach = {} if isolated else environment.client(active())
    return (
        reach
        | declared
        | {
            "SAGEMAKER_BASE_DIR": str(base),
            "PROCESSING_JOB_NAME": record["ProcessingJobName"],
            "PROCESSING_JOB_ARN": record["ProcessingJobArn"],
        }
    )
