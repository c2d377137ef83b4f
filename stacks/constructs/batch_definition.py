"""One batch transform job in the Amazon States Language: started, waited for, tried again when AWS is short.

The input names `input`, an s3:// address. It may name its `data_type`: `S3Prefix`, or `ManifestFile` for a
list of files; and the `content_type` of what is read and answered, a row a line: `application/jsonlines`,
where a bad row has an error for an answer, or `text/csv`, where it fails the job. The first of each is the
default. The answers lie below `<output>/<execution>/`, a file each.
"""

from typing import Any

from config.batch import Batch
from config.instances import local_storage

DEFAULTS = {"data_type": "S3Prefix", "content_type": "application/jsonlines"}
PAYLOAD_MB = 6
ROW_SECONDS = 60
RETRIES = 3
SERVICE_ERRORS = ["SageMaker.AmazonSageMakerException", "SageMaker.ResourceLimitExceededException"]
"""Throttled, or no instance of the type free: what a second attempt may find otherwise."""


def batch_definition(
    *, batch: Batch, model_name: str, job_prefix: str, output: str, key_arn: str
) -> dict[str, Any]:
    """Return the definition; a job is named after its execution and attempt: SageMaker takes a name once."""
    failed = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Failed"}]
    return {
        "Comment": "Answers the rows of large files by a job that ends when it is done",
        "StartAt": "Defaults",
        "States": {
            **_defaults(next_state="Transform"),
            "Transform": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
                "Parameters": {
                    "TransformJobName.$": (
                        f"States.Format('{job_prefix}{{}}-{{}}', $$.Execution.Name, $$.State.RetryCount)"
                    ),
                    "ModelName": model_name,
                    **_rows(),
                    "TransformOutput": _output(output, key_arn),
                    "TransformResources": _resources(batch, key_arn),
                },
                "TimeoutSeconds": batch.max_runtime_seconds,
                "Retry": [_retry()],
                "Catch": failed,
                "End": True,
            },
            "Failed": {"Type": "Fail", "ErrorPath": "$.failure.Error", "CausePath": "$.failure.Cause"},
        },
    }


def _defaults(*, next_state: str) -> dict[str, Any]:
    """Let what the input leaves away be what it is most of the time."""
    return {
        "Defaults": {"Type": "Pass", "Result": DEFAULTS, "ResultPath": "$.defaults", "Next": "Asked"},
        "Asked": {
            "Type": "Pass",
            "Parameters": {"asked.$": "States.JsonMerge($.defaults, $, false)"},
            "OutputPath": "$.asked",
            "Next": next_state,
        },
    }


def _retry() -> dict[str, Any]:
    return {
        "ErrorEquals": SERVICE_ERRORS,
        "IntervalSeconds": 30,
        "MaxAttempts": RETRIES,
        "BackoffRate": 2,
        "JitterStrategy": "FULL",
    }


def _rows() -> dict[str, Any]:
    """Send as many rows a request as a payload holds; a request is tried again before the job fails."""
    source = {"S3DataType.$": "$.data_type", "S3Uri.$": "$.input"}
    return {
        "BatchStrategy": "MultiRecord",
        "MaxPayloadInMB": PAYLOAD_MB,
        "ModelClientConfig": {"InvocationsMaxRetries": RETRIES, "InvocationsTimeoutInSeconds": ROW_SECONDS},
        "TransformInput": {
            "DataSource": {"S3DataSource": source},
            "ContentType.$": "$.content_type",
            "SplitType": "Line",
        },
    }


def _output(output: str, key_arn: str) -> dict[str, Any]:
    return {
        "S3OutputPath.$": f"States.Format('{output}/{{}}', $$.Execution.Name)",
        "Accept.$": "$.content_type",
        "AssembleWith": "Line",
        "KmsKeyId": key_arn,
    }


def _resources(batch: Batch, key_arn: str) -> dict[str, Any]:
    """NVMe disks are always encrypted by themselves, and SageMaker refuses a VolumeKmsKeyId for them."""
    disks = {} if local_storage(batch.instance_type) else {"VolumeKmsKeyId": key_arn}
    return {"InstanceType": batch.instance_type, "InstanceCount": batch.instance_count, **disks}
