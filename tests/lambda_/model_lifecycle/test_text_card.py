"""The lifecycle reads a text classifier's card as it reads a table's, and tells SageMaker what it says."""

import json

from model_lifecycle.model_card import model_card
from model_lifecycle.package import Card, Package
from text_classifier.card import TextCard

CARD = TextCard.model_validate(
    {
        "name": "reviews",
        "version": "1",
        "description": "Reviews",
        "target": {"name": "label", "classes": ["negative", "positive"]},
        "languages": ["en", "vi"],
        "max_tokens": 32,
        "metrics": {"accuracy": 0.9, "accuracy_vi": 0.8},
        "score": {"name": "accuracy", "value": 0.9},
        "data": {"rows": 8, "sha256": "0" * 64, "source": "s3://raw/datasets/reviews/"},
        "model_sha256": "1" * 64,
        "tokenizer_sha256": "2" * 64,
    }
)
PACKAGE = Package(
    arn="arn:aws:sagemaker:us-west-2:111122223333:model-package/dev-reviews/1",
    group="dev-reviews",
    version=1,
    approval="PendingManualApproval",
    properties={"card": "s3://a/card.json", "execution": "e1", "data": "s3://raw/datasets/reviews/"},
    model_data="s3://a/training/reviews/pipelines-e1-Train-x/output/model.tar.gz",
    image="image",
)


def test_its_metrics_data_and_execution_reach_the_card_of_the_registry() -> None:
    read = Card.model_validate_json(CARD.model_dump_json())
    content = json.loads(model_card(PACKAGE, read)["ModelCardContent"])
    (group,) = content["evaluation_details"][0]["metric_groups"]
    assert group["name"] == "text-classification"
    assert {one["name"]: one["value"] for one in group["metric_data"]} == CARD.metrics
    training = content["training_details"]["training_job_details"]
    assert training["training_arn"].endswith(":training-job/pipelines-e1-Train-x")
    assert training["training_datasets"] == ["s3://raw/datasets/reviews/"]
    assert content["additional_information"]["custom_details"]["pipeline_execution"] == "e1"
