"""SageMaker's model card of a version, made of our card.json.

The content follows the schema of a model package's card (SageMaker guide, "Model package model card schema"):
the overview has creator and artifact only, texts of an evaluation have 2,096 characters at most, values of
custom details are text.
"""

import json
import math
from typing import Any

from model_lifecycle.package import Card, Package

CREATOR = "lab2api"
MOST_TEXT = 1024


def model_card(package: Package, card: Card) -> dict[str, str]:
    """Return the ModelCard of UpdateModelPackage; drafts are for people to finish in the console."""
    content = {
        "model_overview": {"model_creator": CREATOR, "model_artifact": [package.model_data]},
        "intended_uses": {"purpose_of_model": card.description},
        "training_details": {"training_job_details": _training(package, card)},
        "evaluation_details": [_evaluation(card)],
        "additional_information": {"custom_details": _details(package, card)},
    }
    return {"ModelCardContent": json.dumps(content, ensure_ascii=False), "ModelCardStatus": "Draft"}


def _training(package: Package, card: Card) -> dict[str, Any]:
    details: dict[str, Any] = {"training_environment": {"container_image": [package.image]}}
    if package.training_job:
        details["training_arn"] = package.training_job
    if source := package.properties.get("data") or card.data.source:
        details["training_datasets"] = [source[:MOST_TEXT]]
    return details


def _evaluation(card: Card) -> dict[str, Any]:
    # JSON has no NaN: one in the card would make SageMaker refuse the whole update.
    finite = {name: value for name, value in card.metrics.items() if math.isfinite(value)}
    values = [{"name": name, "type": "number", "value": value} for name, value in finite.items()]
    return {
        "name": "evaluation",
        "evaluation_observation": f"Compared by {card.score.name}: {card.score.value}",
        "metric_groups": [{"name": card.task, "metric_data": values}],
    }


def _details(package: Package, card: Card) -> dict[str, str]:
    return {
        "task": card.task,
        "algorithm": card.algorithm,
        "data_rows": str(card.data.rows),
        "data_sha256": card.data.sha256,
        "model_sha256": card.model_sha256,
        "pipeline_execution": package.execution or "none: uploaded",
    }
