"""The processing job of a drift run, without network, and what it is told."""

from dataclasses import dataclass
from typing import Any

from config.drift import Drift
from config.instances import local_storage
from stacks.constructs.retries import retry

VOLUME_GB = 30
RETRIES = 3
SERVICE_ERRORS = ["SageMaker.AmazonSageMakerException", "SageMaker.ResourceLimitExceededException"]
"""Throttled, or no instance of the type free: what a second attempt may find otherwise."""
CONTAINER = "/opt/ml/processing"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the definition names: `bucket` has captured requests and reports; `table` only with retraining."""

    drift: Drift
    model: str
    function_arn: str
    image_uri: str
    role_arn: str
    key_arn: str
    bucket: str
    namespace: str
    table: str | None


def compare(run: Run, *, following: str) -> dict[str, Any]:
    """Return the task that runs the job to its end; `following` comes next."""
    folder = f"'s3://{run.bucket}/' & $run.folder"
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync",
        "Arguments": {
            "ProcessingJobName": "{% $run.job & '-' & $string($states.context.State.RetryCount) %}",
            "AppSpecification": {
                "ImageUri": run.image_uri,
                "ContainerEntrypoint": ["python3", "/opt/program/drift.py"],
            },
            "RoleArn": run.role_arn,
            "Environment": _environment(run.drift),
            "ProcessingInputs": [
                _input("captured", "ManifestFile", f"{{% {folder} & '/manifest.json' %}}"),
                _input("version", "S3Prefix", f"{{% {folder} & '/version' %}}"),
            ],
            "ProcessingOutputConfig": {
                "Outputs": [_output("drift", f"{{% {folder} %}}")],
                "KmsKeyId": run.key_arn,
            },
            "ProcessingResources": {"ClusterConfig": _cluster(run)},
            "NetworkConfig": {"EnableNetworkIsolation": True},
            "StoppingCondition": {"MaxRuntimeInSeconds": run.drift.max_runtime_seconds},
        },
        "TimeoutSeconds": run.drift.max_runtime_seconds + 1_800,
        "Retry": [retry(SERVICE_ERRORS, seconds=10, attempts=RETRIES)],
        "Next": following,
    }


def _environment(drift: Drift) -> dict[str, str]:
    fixed = {
        "MINIMUM_ROWS": str(drift.minimum_rows),
        "DRIFTED_SHARE": str(drift.drifted_share),
        "P_VALUE": str(drift.p_value),
        "EFFECT_SIZE": str(drift.effect_size),
    }
    found = ("window_start", "window_end", "version", "objects_left_out")
    dynamic = {name.upper(): f"{{% $run.{name} %}}" for name in found}
    return {f"LAB2API_DRIFT_{name}": value for name, value in {**fixed, **dynamic}.items()}


def _input(name: str, kind: str, uri: str) -> dict[str, Any]:
    return {
        "InputName": name,
        "S3Input": {
            "S3Uri": uri,
            "LocalPath": f"{CONTAINER}/input/{name}",
            "S3DataType": kind,
            "S3InputMode": "File",
            "S3DataDistributionType": "FullyReplicated",
        },
    }


def _output(name: str, uri: str) -> dict[str, Any]:
    place = {"S3Uri": uri, "LocalPath": f"{CONTAINER}/{name}", "S3UploadMode": "EndOfJob"}
    return {"OutputName": name, "S3Output": place}


def _cluster(run: Run) -> dict[str, Any]:
    """NVMe disks are always encrypted by themselves, and SageMaker refuses a VolumeKmsKeyId for them."""
    disks = {} if local_storage(run.drift.instance_type) else {"VolumeKmsKeyId": run.key_arn}
    return {
        "InstanceCount": 1,
        "InstanceType": run.drift.instance_type,
        "VolumeSizeInGB": VOLUME_GB,
        **disks,
    }
