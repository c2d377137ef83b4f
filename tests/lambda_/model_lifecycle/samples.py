"""Versions, cards and stacks as AWS tells of them."""

from typing import Any

from model_lifecycle.package import Card, Package

ARN = "arn:aws:sagemaker:us-east-1:111122223333:model-package/dev-breast-cancer/3"
MODEL_DATA = "s3://artifacts/training/breast-cancer/pipelines-abc123def456-Train-x1y2/output/model.tar.gz"


def described(**changes: Any) -> dict[str, Any]:
    """What DescribeModelPackage answers for a version that the pipeline registered."""
    return {
        "ModelPackageArn": ARN,
        "ModelPackageGroupName": "dev-breast-cancer",
        "ModelPackageVersion": 3,
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": {"Containers": [{"Image": "image@sha256:1", "ModelDataUrl": MODEL_DATA}]},
        "CustomerMetadataProperties": {"card": "s3://artifacts/evaluations/card.json"},
    } | changes


def package(**changes: Any) -> Package:
    return Package.of(described(**changes))


def card(*, score: float = 0.99, name: str = "roc_auc") -> Card:
    return Card.model_validate(
        {
            "description": "Is it malignant?",
            "task": "classification",
            "algorithm": "linear",
            "metrics": {"roc_auc": 0.99, "accuracy": 0.97},
            "score": {"name": name, "value": score},
            "data": {"rows": 569, "sha256": "d" * 64, "source": None},
            "model_sha256": "m" * 64,
            "features": [],
        }
    )
