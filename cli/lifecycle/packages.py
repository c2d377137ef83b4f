"""Versions in the model registry, as SageMaker tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli import registry
from cli.target import Target


@dataclass(frozen=True, kw_only=True)
class Version:
    """One model package: its number, ARN, and what the registry says of it now."""

    number: str
    arn: str
    approval: str
    approval_reason: str
    stage: str
    stage_status: str
    stage_reason: str
    properties: dict[str, str]

    @classmethod
    def of(cls, *, target: Target, arn: str) -> Version:
        """Describe a package."""
        row: dict[str, Any] = target.client("sagemaker").describe_model_package(ModelPackageName=arn)
        cycle = row.get("ModelLifeCycle", {})
        return cls(
            number=str(row["ModelPackageVersion"]),
            arn=arn,
            approval=row["ModelApprovalStatus"],
            approval_reason=row.get("ApprovalDescription", ""),
            stage=cycle.get("Stage", ""),
            stage_status=cycle.get("StageStatus", ""),
            stage_reason=cycle.get("StageDescription", ""),
            properties=row.get("CustomerMetadataProperties", {}),
        )

    @property
    def score(self) -> str:
        """The score that the pipeline measured, as the registry keeps it; empty where it keeps none."""
        return self.properties.get("score", "")


def known(*, target: Target, model: str) -> set[str]:
    """Return the ARNs of all versions of a model so far."""
    pages = (
        target.client("sagemaker")
        .get_paginator("list_model_packages")
        .paginate(ModelPackageGroupName=registry.group_name(target=target, model=model))
    )
    return {row["ModelPackageArn"] for page in pages for row in page["ModelPackageSummaryList"]}


def registered(*, target: Target, model: str, before: set[str]) -> Version | None:
    """Return the version that was registered since `before` was taken; None if none was."""
    new = known(target=target, model=model) - before
    return Version.of(target=target, arn=new.pop()) if new else None


def score(*, target: Target, version: Version) -> tuple[str, float]:
    """Return name and value of the score in the version's card."""
    release = registry.Release(model="", version="", model_data="", card=version.properties["card"])
    found = registry.read_card(target=target, release=release)["score"]
    return str(found["name"]), float(found["value"])
