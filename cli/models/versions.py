"""Versions of the registry as people look at them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict

from cli import terminal
from cli.registry import group_name
from cli.target import Target

_GONE = ("ValidationException", "ResourceNotFound", "ResourceNotFoundException")


class Version(BaseModel):
    """One version: its score with the metric's name, where it stands, why, and since when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    version: int
    score: str
    approval: str
    stage: str
    reason: str
    when: datetime
    arn: str

    @classmethod
    def of(cls, described: dict[str, Any], *, model: str) -> Self:
        """Read the answer of DescribeModelPackage."""
        life, properties = (
            described.get("ModelLifeCycle", {}),
            described.get("CustomerMetadataProperties", {}),
        )
        score = properties.get("score", "")
        return cls(
            model=model,
            version=described["ModelPackageVersion"],
            score=f"{properties['score_name']} {score}" if "score_name" in properties else score,
            approval=described["ModelApprovalStatus"],
            stage=life.get("StageStatus", ""),
            reason=life.get("StageDescription") or described.get("ApprovalDescription", ""),
            when=described.get("LastModifiedTime") or described["CreationTime"],
            arn=described["ModelPackageArn"],
        )


def described(*, target: Target, model: str, version: int) -> dict[str, Any]:
    """Return all that the registry has of a version; ends the command where there is none."""
    found = {row.version: row.arn for row in listed(target=target, model=model)}
    if version not in found:
        known = ", ".join(str(number) for number in sorted(found)) or "none"
        terminal.stop(f"{target.environment} has no version {version} of {model}", hint=f"It has: {known}")
    answer: dict[str, Any] = target.client("sagemaker").describe_model_package(
        ModelPackageName=found[version]
    )
    return answer


def listed(*, target: Target, model: str) -> list[Version]:
    """Return a model's versions, newest first; none where nothing was registered under the name."""
    sagemaker = target.client("sagemaker")
    try:
        pages = list(
            sagemaker.get_paginator("list_model_packages").paginate(
                ModelPackageGroupName=group_name(target=target, model=model),
                SortBy="CreationTime",
                SortOrder="Descending",
            )
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise
        return []
    arns = [row["ModelPackageArn"] for page in pages for row in page["ModelPackageSummaryList"]]
    rows = [Version.of(sagemaker.describe_model_package(ModelPackageName=arn), model=model) for arn in arns]
    return sorted(rows, key=lambda row: -row.version)


def one(*, target: Target, model: str, version: int) -> Version:
    """Return one version; ends the command where there is none."""
    return Version.of(described(target=target, model=model, version=version), model=model)
