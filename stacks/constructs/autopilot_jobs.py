"""The states around the search that are processing jobs of our image: the split before, the report after."""

from typing import Any

from config import Environment
from config.instances import local_storage
from stacks.constructs.autopilot_looks import CALL, CAUGHT, THROTTLED, States
from stacks.constructs.autopilot_places import Places, formatted

JOB = "arn:aws:states:::sagemaker:createProcessingJob.sync"
WORK = "/opt/ml/processing"
LONGEST_SECONDS = 1_800
MOST_CANDIDATES = 25
"""In the report; so many descriptions stay below the 256 KiB of a state's data (Step Functions quotas)."""


def prepare_states(*, config: Environment, places: Places, role_arn: str, image: str) -> States:
    """Return `Prepare`, which splits new data as the pipeline does; `Search` comes next."""
    raw = f"s3://{places.data.raw.bucket_name}/{{}}"
    arguments = f"States.Array('--target', '{config.training.target}')"
    return {
        "Prepare": _job(
            config,
            places,
            role_arn=role_arn,
            image=image,
            script="prepare.py",
            arguments=arguments,
            inputs={"raw": formatted(raw, "$.key")},
            outputs={name: formatted(places.table(name), "$.execution") for name in ("train", "test")},
            then="Search",
        )
    }


def report_states(
    *, config: Environment, places: Places, role_arn: str, image: str, objective: str, evaluated: bool
) -> States:
    """Return the states from `Candidates` on; they end the execution."""
    named = f"'--model', '{places.model}', '--execution', $.execution, '--job', $.job.name"
    inputs = {"candidates": formatted(places.artifact("/candidates.json"), "$.execution")}
    if evaluated:
        bucket = places.data.artifacts.bucket_name
        report = f"s3://{bucket}/evaluations/{places.model}/{{}}/evaluation.json"
        inputs["evaluation"] = formatted(report, "$.execution")
    return {
        **_kept(places),
        "Compare": _job(
            config,
            places,
            role_arn=role_arn,
            image=image,
            script="compare.py",
            arguments=f"States.Array({named}, '--objective', '{objective}')",
            inputs=inputs,
            outputs={"report": formatted(places.artifact(), "$.execution")},
            then="Reported",
        ),
        "Reported": {
            "Type": "Pass",
            "Parameters": {
                "execution.$": "$.execution",
                "job.$": "$.job.name",
                "package.$": "$.package.ModelPackageArn",
                "metric.$": "$.score.metric",
                "score.$": "$.score.value",
                "report.$": formatted(places.artifact("/report.html"), "$.execution"),
            },
            "End": True,
        },
    }


def _kept(places: Places) -> States:
    """List the candidates, the best first, and put them where the report's job reads them."""
    return {
        "Candidates": {
            "Type": "Task",
            "Resource": f"{CALL}listCandidatesForAutoMLJob",
            "Parameters": {
                "AutoMLJobName.$": "$.job.name",
                "StatusEquals": "Completed",
                "SortBy": "FinalObjectiveMetricValue",
                "SortOrder": "Descending",
                "MaxResults": MOST_CANDIDATES,
            },
            "ResultPath": "$.listed",
            "Retry": [THROTTLED],
            "Catch": CAUGHT,
            "Next": "Keep",
        },
        "Keep": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
            "Parameters": {
                "Bucket": places.data.artifacts.bucket_name,
                "Key.$": formatted(f"{places.written}/{{}}/candidates.json", "$.execution"),
                "ContentType": "application/json",
                "Body.$": "$.listed",
            },
            "ResultPath": "$.kept",
            "Catch": CAUGHT,
            "Next": "Compare",
        },
    }


def _job(
    config: Environment,
    places: Places,
    *,
    role_arn: str,
    image: str,
    script: str,
    arguments: str,
    inputs: dict[str, str],
    outputs: dict[str, str],
    then: str,
) -> dict[str, Any]:
    key, instance = places.data.key.key_arn, config.training.processing_instance_type
    disk = {} if local_storage(instance) else {"VolumeKmsKeyId": key}
    cluster = {"InstanceType": instance, "InstanceCount": 1, "VolumeSizeInGB": 30, **disk}
    name = script.removesuffix(".py")
    return {
        "Type": "Task",
        "Resource": JOB,
        "Parameters": {
            "ProcessingJobName.$": formatted(f"{{}}-{name}", "$.job.name"),
            "RoleArn": role_arn,
            "AppSpecification": {
                "ImageUri": image,
                "ContainerEntrypoint": ["python3", f"/opt/program/{script}"],
                "ContainerArguments.$": arguments,
            },
            "ProcessingInputs": [_input(kind, uri) for kind, uri in inputs.items()],
            "ProcessingOutputConfig": {
                "KmsKeyId": key,
                "Outputs": [_output(kind, uri) for kind, uri in outputs.items()],
            },
            "ProcessingResources": {"ClusterConfig": cluster},
            "NetworkConfig": {"EnableNetworkIsolation": True},
            "StoppingCondition": {"MaxRuntimeInSeconds": LONGEST_SECONDS},
        },
        "ResultPath": f"$.{name}d",
        "TimeoutSeconds": 2 * LONGEST_SECONDS,
        "Catch": CAUGHT,
        "Next": then,
    }


def _input(name: str, uri: str) -> dict[str, Any]:
    return {
        "InputName": name,
        "S3Input": {
            "S3Uri.$": uri,
            "LocalPath": f"{WORK}/input/{name}",
            "S3DataType": "S3Prefix",
            "S3InputMode": "File",
        },
    }


def _output(name: str, uri: str) -> dict[str, Any]:
    output = {"S3Uri.$": uri, "LocalPath": f"{WORK}/{name}", "S3UploadMode": "EndOfJob"}
    return {"OutputName": name, "S3Output": output}
