"""The proxy's own compute: its handler in a process of its own, AWS answering at once.

`python -m bench.stubbed_handler COUNT` prints the milliseconds of each warm call as JSON, on the last line.
"""

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench import starter

VARIABLES = {
    "LAB2API_ENVIRONMENT": "local",
    "LAB2API_MODELS_PATH": "/lab2api/local/models",
    "LAB2API_BUCKET": "jobs",
    "LAB2API_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/jobs",
    "POWERTOOLS_SERVICE_NAME": "inference_proxy",
    "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
}
"""What the template sets, and what Lambda does."""
WARM_UP = 50


class Context:
    """What the runtime hands to a handler."""

    function_name = "proxy"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:proxy:live"
    aws_request_id = "request"

    def get_remaining_time_in_millis(self) -> int:
        """All of the time."""
        return 28_000


class Answering:
    """Stands for boto3's clients: a listing, a card and an answer, without a network."""

    def __init__(self, name: str, **_: Any) -> None:
        self.name = name

    def get_parameters_by_path(self, **_: Any) -> dict[str, Any]:
        """List the one model."""
        entry = {"mode": "realtime", "endpoint": "local-x", "version": "1", "card": "s3://bucket/card.json"}
        return {"Parameters": [{"Name": f"/x/{starter.MODEL}", "Value": json.dumps(entry)}]}

    def get_object(self, **_: Any) -> dict[str, Any]:
        """Read the card."""
        return {"Body": io.BytesIO(starter.CARD.read_bytes())}

    def invoke_endpoint(self, **_: Any) -> dict[str, Any]:
        """Predict one row."""
        one = {"label": "benign", "probabilities": {"benign": 0.97, "malignant": 0.03}}
        return {"Body": io.BytesIO(json.dumps({"predictions": [one]}).encode())}


def measure(count: int) -> list[float]:
    """Return the milliseconds of `count` warm calls in this process; log and metric lines go to stdout."""
    import boto3

    boto3.client = Answering  # type: ignore[assignment]
    from inference_proxy import handler

    event, context, taken = json.dumps(starter.event()), Context(), []
    for _ in range(WARM_UP + count):
        received = json.loads(event)
        started = time.perf_counter()
        answer = handler.handle(received, context)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer["statusCode"] == 200, answer
    return taken[WARM_UP:]


if __name__ == "__main__":
    os.environ.update(VARIABLES)
    sys.path.insert(0, str(Path(__file__).parents[1] / "lambda"))
    print(json.dumps(measure(int(sys.argv[1]))))
