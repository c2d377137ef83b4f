"""The model registry as the CLI uses it: upload, register, approve, look up. Plain SageMaker calls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli.target import Target
from model_lifecycle.records import PRODUCTION, REQUESTED, life_cycle


@dataclass(frozen=True, kw_only=True)
class Release:
    """One version of a model that can be served: where its artifact and its card are."""

    model: str
    version: str
    model_data: str
    card: str


def group_name(*, target: Target, model: str) -> str:
    """Return the ModelPackageGroup of a model in this environment."""
    return f"{target.environment}-{model}"


def upload(
    *, target: Target, model: str, artifact: Path, card: dict[str, Any], reference: Path | None = None
) -> tuple[str, str]:
    """Put artifact, card and reference rows under the hash of their bytes; return the first two's S3 URIs.

    What a version in service points at is never written again: other bytes get another name.
    """
    bucket = target.outputs("Data")["ArtifactsBucketName"]
    body = json.dumps(card, indent=2, ensure_ascii=False).encode()
    rows = reference.read_bytes() if reference else b""
    digest = hashlib.sha256(artifact.read_bytes() + body + rows).hexdigest()
    prefix = f"models/{model}/{digest[:32]}"
    s3 = target.client("s3")
    s3.upload_file(str(artifact), bucket, f"{prefix}/model.tar.gz")
    s3.put_object(Bucket=bucket, Key=f"{prefix}/card.json", Body=body, ContentType="application/json")
    if reference:
        s3.put_object(Bucket=bucket, Key=f"{prefix}/{REFERENCE}", Body=rows, ContentType="text/csv")
    return f"s3://{bucket}/{prefix}/model.tar.gz", f"s3://{bucket}/{prefix}/card.json"


REFERENCE = "reference.csv"
"""The rows that a version was measured on, beside its card: drift is measured against them."""
ANSWERS = {False: ("application/json", "text/csv"), True: ("application/jsonlines", "text/event-stream")}
"""The media types that a model answers in: one that predicts, and one that writes."""


def register(
    *,
    target: Target,
    model: str,
    model_data: str,
    card: str,
    image: str,
    score: float,
    answers: Sequence[str] = ANSWERS[False],
    requested: str = "",
) -> str:
    """Register an artifact as the next version of its group, pending approval; return the package's ARN.

    `requested` is the reason for which it is approved at once and deployed by the environment's lifecycle.
    """
    sagemaker = target.client("sagemaker")
    group = group_name(target=target, model=model)
    listed = sagemaker.list_model_package_groups(NameContains=group)["ModelPackageGroupSummaryList"]
    if group not in {row["ModelPackageGroupName"] for row in listed}:
        sagemaker.create_model_package_group(ModelPackageGroupName=group)
    package = sagemaker.create_model_package(
        ModelPackageGroupName=group,
        **_approval(requested),
        InferenceSpecification={
            "Containers": [{"Image": image, "ModelDataUrl": model_data}],
            "SupportedContentTypes": ["application/json", "text/csv"],
            "SupportedResponseMIMETypes": list(answers),
        },
        CustomerMetadataProperties={"card": card, "score": f"{score:.6f}"},
    )
    return str(package["ModelPackageArn"])


def _approval(requested: str) -> dict[str, Any]:
    if not requested:
        return {"ModelApprovalStatus": "PendingManualApproval"}
    return {
        "ModelApprovalStatus": "Approved",
        "ModelLifeCycle": life_cycle(PRODUCTION, REQUESTED, requested),
    }


def find(*, target: Target, model: str, version: str = "latest") -> str | None:
    """Return the ARN of a model's package by version number, or of the newest; None where there is none."""
    pages = (
        target.client("sagemaker")
        .get_paginator("list_model_packages")
        .paginate(
            ModelPackageGroupName=group_name(target=target, model=model),
            SortBy="CreationTime",
            SortOrder="Descending",
        )
    )
    for row in (row for page in pages for row in page["ModelPackageSummaryList"]):
        if version in ("latest", str(row["ModelPackageVersion"])):
            return str(row["ModelPackageArn"])
    return None


def is_approved(*, target: Target, package: str) -> bool:
    """Return whether a package may serve."""
    described = target.client("sagemaker").describe_model_package(ModelPackageName=package)
    return bool(described["ModelApprovalStatus"] == "Approved")


def read_card(*, target: Target, release: Release) -> dict[str, Any]:
    """Read a release's card from S3."""
    location = urlsplit(release.card)
    found = target.client("s3").get_object(Bucket=location.netloc, Key=location.path.lstrip("/"))
    card: dict[str, Any] = json.loads(found["Body"].read())
    return card


def approve(*, target: Target, package: str, reason: str) -> None:
    """Mark a package as approved for serving."""
    target.client("sagemaker").update_model_package(
        ModelPackageArn=package, ModelApprovalStatus="Approved", ApprovalDescription=reason
    )


def release_of(*, target: Target, model: str, package: str) -> Release:
    """Read from the registry what serving a package needs."""
    described = target.client("sagemaker").describe_model_package(ModelPackageName=package)
    return Release(
        model=model,
        version=str(described["ModelPackageVersion"]),
        model_data=described["InferenceSpecification"]["Containers"][0]["ModelDataUrl"],
        card=described["CustomerMetadataProperties"]["card"],
    )
