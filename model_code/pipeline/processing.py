"""The parts of a processing job: where its code comes from, what it reads and writes, what it runs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
)
from sagemaker.core.workflow.pipeline_context import PipelineSession

from pipeline import variables

CONTAINER = "/opt/ml/processing"
VOLUME_GB = 30
MAX_RUNTIME_SECONDS = 3600  # an example: synthesis writes the environment's own


@dataclass(frozen=True, kw_only=True)
class OwnImage:
    """Code and dependencies are in the image, so that every job runs without any network."""

    session: PipelineSession
    file_name: str = "definition.json"
    isolated: bool = True
    hyperparameters: dict[str, str] = field(default_factory=dict)
    serving_environment: dict[str, str] = field(default_factory=dict)

    def entrypoint(self, script: str) -> list[str]:
        """Return the command that runs a script of model_code."""
        return ["python3", f"/opt/program/{script}"]

    def job_entrypoint(self, script: str) -> list[str]:
        """Return the same for a script that needs more than training does; the jobs image has that too."""
        return self.entrypoint(script)

    def code(self) -> list[ProcessingInput]:
        """Return the inputs that carry the code: none."""
        return []


@dataclass(frozen=True, kw_only=True)
class PrebuiltImage(OwnImage):
    """AWS's scikit-learn image: the code is an archive in S3, its requirements in PyPI: no isolation."""

    file_name: str = "definition-prebuilt.json"
    isolated: bool = False
    hyperparameters: dict[str, str] = field(
        default_factory=lambda: {
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": variables.SOURCE,
        }
    )
    serving_environment: dict[str, str] = field(
        default_factory=lambda: {
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        }
    )

    def entrypoint(self, script: str) -> list[str]:
        """Return the command that unpacks the archive, installs its requirements and runs a script of it."""
        return self._installed("requirements.txt", script)

    def job_entrypoint(self, script: str) -> list[str]:
        """Return the same with the requirements of jobs."""
        return self._installed("requirements-jobs.txt", script)

    def _installed(self, requirements: str, script: str) -> list[str]:
        unpack = f"mkdir -p /tmp/code && tar -xzf {CONTAINER}/input/code/* -C /tmp/code"
        install = f"python3 -m pip install --quiet --requirement /tmp/code/{requirements}"
        return ["/bin/sh", "-ec", f'{unpack} && {install} && exec python3 "$0" "$@"', f"/tmp/code/{script}"]  # noqa: S108

    def code(self) -> list[ProcessingInput]:
        """Return the inputs that carry the code: the archive."""
        return [input_from("code", variables.SOURCE, "input/code")]


def processor(author: OwnImage, script: str) -> Processor:
    """Return what runs one script in a container of its own, on encrypted storage."""
    return Processor(
        role=variables.ROLE,
        image_uri=variables.IMAGE,
        entrypoint=author.entrypoint(script),
        instance_count=1,
        instance_type=variables.PROCESSING_TYPE,
        volume_size_in_gb=VOLUME_GB,
        volume_kms_key=variables.KEY,
        output_kms_key=variables.KEY,
        max_runtime_in_seconds=MAX_RUNTIME_SECONDS,
        network_config=NetworkConfig(
            enable_network_isolation=author.isolated, encrypt_inter_container_traffic=True
        ),
        sagemaker_session=author.session,
    )


def job_processor(author: OwnImage, script: str, *, environment: dict[str, Any] | None = None) -> Processor:
    """Return what runs a script that needs the jobs image and reaches AWS: it cannot be isolated."""
    made = processor(author, script)
    made.image_uri = variables.JOBS_IMAGE
    made.entrypoint = author.job_entrypoint(script)
    made.env = environment
    made.network_config = NetworkConfig(enable_network_isolation=False, encrypt_inter_container_traffic=True)
    return made


def input_from(name: str, uri: Any, path: str) -> ProcessingInput:
    """Return an input: the object or prefix at `uri` appears below /opt/ml/processing/`path`."""
    s3 = ProcessingS3Input(
        s3_uri=uri,
        local_path=f"{CONTAINER}/{path}",
        s3_data_type="S3Prefix",
        s3_input_mode="File",
        s3_data_distribution_type="FullyReplicated",
    )
    return ProcessingInput(input_name=name, s3_input=s3)


def output_to(name: str, uri: Any, path: str) -> ProcessingOutput:
    """Return an output: what the job left below /opt/ml/processing/`path` goes to `uri` at its end."""
    s3 = ProcessingS3Output(s3_uri=uri, local_path=f"{CONTAINER}/{path}", s3_upload_mode="EndOfJob")
    return ProcessingOutput(output_name=name, s3_output=s3)
