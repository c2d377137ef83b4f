"""The work of a training job, by the contract of a training container.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
"""

import io
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path

from local.jobs import objects
from local.jobs.container import Container
from local.jobs.errors import AlgorithmError, ClientError
from local.jobs.folder import job_folder, reason_left, write_json
from local.sagemaker.records import Record, records
from local.settings import active

SCRIPT = "train.py"


def run(record: Record, container: Container) -> dict[str, object]:
    """Copy channels in, run train.py, copy the model out; returns what DescribeTrainingJob answers then."""
    settings, name = active(), record["TrainingJobName"]
    with job_folder(settings, job=name) as base:
        _enter(name, "Downloading")
        _place_inputs(base, record)
        _enter(name, "Training")
        began = time.monotonic()
        code, tail = container.run(
            [str(settings.python), str(settings.model_code / SCRIPT)],
            variables=_variables(base, record),
            folder=base,
            seconds=record["StoppingCondition"].get("MaxRuntimeInSeconds", 86_400),
        )
        if code:
            raise AlgorithmError(reason_left(base, otherwise=tail), exit_code=code)
        _enter(name, "Uploading")
        model = _upload(base, record)
    seconds = max(1, round(time.monotonic() - began))
    return {
        "SecondaryStatus": "Completed",
        "ModelArtifacts": {"S3ModelArtifacts": model},
        "TrainingEndTime": datetime.now(UTC),
        "TrainingTimeInSeconds": seconds,
        "BillableTimeInSeconds": seconds,
    }


def _enter(name: str, status: str) -> None:
    records.update("TrainingJob", name, SecondaryStatus=status)


def _place_inputs(base: Path, record: Record) -> None:
    channels = record.get("InputDataConfig", [])
    for channel in channels:
        source = channel["DataSource"].get("S3DataSource", {})
        if source.get("S3DataType") != "S3Prefix":
            raise ClientError(f"channel {channel['ChannelName']}: only S3DataType=S3Prefix runs locally")
        objects.download(source["S3Uri"], into=base / "input/data" / channel["ChannelName"])
    config = base / "input/config"
    write_json(config / "hyperparameters.json", record.get("HyperParameters", {}))
    write_json(
        config / "inputdataconfig.json",
        {
            channel["ChannelName"]: {
                "ContentType": channel.get("ContentType"),
                "TrainingInputMode": channel.get("InputMode", "File"),
                "S3DistributionType": "FullyReplicated",
            }
            for channel in channels
        },
    )
    hosts = {"current_host": "localhost", "hosts": ["localhost"], "network_interface_name": "lo"}
    write_json(config / "resourceconfig.json", hosts)


def _variables(base: Path, record: Record) -> dict[str, str]:
    declared: dict[str, str] = record.get("Environment", {})
    return declared | {
        "SAGEMAKER_BASE_DIR": str(base),
        "TRAINING_JOB_NAME": record["TrainingJobName"],
        "TRAINING_JOB_ARN": record["TrainingJobArn"],
    }


def _upload(base: Path, record: Record) -> str:
    """SageMaker archives two folders: the model, and `output/data` if the code left anything there."""
    where = f"{record['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{record['TrainingJobName']}/output"
    key_id = record["OutputDataConfig"].get("KmsKeyId")
    model = f"{where}/model.tar.gz"
    objects.put(_archive(base / "model"), uri=model, key_id=key_id)
    if any((base / "output/data").glob("*")):
        objects.put(_archive(base / "output/data"), uri=f"{where}/output.tar.gz", key_id=key_id)
    return model


def _archive(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path in sorted(folder.glob("*")):
            archive.add(path, arcname=path.name)
    return buffer.getvalue()
