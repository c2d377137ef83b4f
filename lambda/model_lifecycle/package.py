"""A version of the registry as DescribeModelPackage tells of it, and the card that was made with it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

_TRAINING_JOB = re.compile(r"s3://.+/([^/]+)/output/model\.tar\.gz")
"""SageMaker writes a training job's model below the job's name (guide, S3OutputPath)."""
_PIPELINE_JOB = re.compile(r"pipelines-([a-z0-9]+)-")
"""A pipeline names its jobs `pipelines-<execution>-<step>-<suffix>`."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class Score(_Read):
    """The metric by which models of one task are compared; NaN passes here, and no decision."""

    name: str
    value: float


class TrainingData(_Read):
    """The rows and the SHA-256 of the CSV behind a model."""

    rows: int
    sha256: str
    source: str | None = None


class Card(_Read):
    """What this function reads of card.json (tabular/card.py writes it)."""

    description: str
    task: str
    algorithm: str
    metrics: dict[str, float]
    score: Score
    data: TrainingData
    model_sha256: str


class Package(_Read):
    """`status` is the StageStatus of its ModelLifeCycle, empty where it has none yet."""

    arn: str
    group: str
    version: int
    approval: str
    why: str = ""
    status: str = ""
    modified: datetime | None = Field(default=None, description="When it was last written to.")
    properties: dict[str, str] = {}
    model_data: str
    image: str = Field(description="The container that serves it.")

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> Self:
        """Read the answer of DescribeModelPackage."""
        container = described["InferenceSpecification"]["Containers"][0]
        life = described.get("ModelLifeCycle", {})
        asked = life.get("StageStatus") == "Requested" and "StageDescription" in life
        return cls(
            arn=described["ModelPackageArn"],
            group=described["ModelPackageGroupName"],
            version=described["ModelPackageVersion"],
            approval=described["ModelApprovalStatus"],
            why=described.get("ApprovalDescription") or (life["StageDescription"] if asked else ""),
            status=life.get("StageStatus", ""),
            modified=described.get("LastModifiedTime") or described.get("CreationTime"),
            properties=described.get("CustomerMetadataProperties", {}),
            model_data=container.get("ModelDataUrl", ""),
            image=container["Image"],
        )

    def sibling(self, version: str) -> str:
        """Return the ARN of another version of the same group."""
        return f"{self.arn.rpartition('/')[0]}/{version}"

    @property
    def training_job(self) -> str:
        """The ARN of the job that trained it, empty where the model was not made by one of a pipeline."""
        found = _TRAINING_JOB.fullmatch(self.model_data)
        if not found or not _PIPELINE_JOB.match(found[1]):
            return ""
        return f"{self.arn.partition(':model-package/')[0]}:training-job/{found[1]}"

    @property
    def execution(self) -> str:
        """The id of the pipeline's execution: as registered, or as its training job is named."""
        if registered := self.properties.get("execution", ""):
            return registered.rpartition("/")[2]
        found = _PIPELINE_JOB.match(self.training_job.rpartition("/")[2])
        return found[1] if found else ""
