"""A small model card, real API Gateway events, and how tests read an answer."""

import json
from pathlib import Path
from typing import Any

EVENTS = Path(__file__).parents[2] / "events"
ENVIRON = {
    "LAB2API_ENVIRONMENT": "dev",
    "LAB2API_MODELS_PATH": "/lab2api/dev/models",
    "LAB2API_BUCKET": "jobs-bucket",
    "LAB2API_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
    "POWERTOOLS_SERVICE_NAME": "inference_proxy",
    "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
SETTINGS: dict[str, Any] = {
    "environment": "dev",
    "models_path": "/lab2api/dev/models",
    "bucket": "jobs-bucket",
    "queue_url": ENVIRON["LAB2API_QUEUE_URL"],
}
CARD: dict[str, Any] = {
    "format": 1,
    "name": "iris",
    "version": "7",
    "description": "A small model",
    "task": "classification",
    "algorithm": "linear",
    "target": {"name": "species", "classes": ["setosa", "virginica"]},
    "features": [
        {"name": "sepal length", "type": "number", "minimum": 4.3, "maximum": 7.9, "missing": False},
        {"name": "petal", "type": "category", "categories": ["short", "long"], "missing": True},
    ],
    "metrics": {"accuracy": 0.97},
    "score": {"name": "accuracy", "value": 0.97},
    "data": {"rows": 150, "sha256": "ab" * 32, "source": "s3://raw-123456789012/datasets/iris/iris.csv"},
    "model_sha256": "cd" * 32,
}
SERVED = {"endpoint": "dev-iris", "version": "7", "card": "s3://artifacts/models/iris/7/card.json"}


def predictions(count: int) -> bytes:
    """What the container answers for `count` rows."""
    one = {"label": "setosa", "probabilities": {"setosa": 0.9, "virginica": 0.1}}
    return json.dumps({"predictions": [one] * count}).encode()


REQUEST_ID = "6f3c1f0e-2f0b-4a52-9b0e-0d8d3b1f7c11"


def load_event(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


def body_of(answer: dict[str, Any]) -> dict[str, Any]:
    """Parse the body as strict JSON: NaN and Infinity fail the test."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    parsed: dict[str, Any] = json.loads(answer["body"], parse_constant=refuse)
    return parsed


def header(answer: dict[str, Any], name: str) -> str | None:
    values = {key.lower(): value for key, value in answer["multiValueHeaders"].items()}.get(name)
    return values[0] if values else None


def problem(answer: dict[str, Any]) -> dict[str, Any]:
    assert header(answer, "content-type") == "application/problem+json"
    body = body_of(answer)
    assert body["status"] == answer["statusCode"]
    assert body["request_id"] == header(answer, "x-request-id") == REQUEST_ID
    return body
