"""The function with its ports replaced: a counting endpoint, a catalog in memory, a clock that obeys."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext

from inference_proxy.catalog import Catalog
from inference_proxy.endpoint import Clock
from inference_proxy.predict import Predictor
from inference_proxy.routes import Routes
from inference_proxy.settings import Settings
from inference_proxy.telemetry import Telemetry

EVENTS = Path(__file__).parents[2] / "events"
ENVIRON = {
    "LAB2API_ENVIRONMENT": "dev",
    "LAB2API_MODELS_PATH": "/lab2api/dev/models",
    "POWERTOOLS_SERVICE_NAME": "inference_proxy",
    "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
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


@dataclass
class FakeTime:
    """Seconds that pass only when something sleeps or a call takes some."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self) -> Clock:
        """Jitter always draws its largest value."""
        return Clock(now=self.now, sleep=self.sleep, uniform=lambda _, most: most)


@dataclass
class FakeEndpoint:
    """Answers with the next of `answers`, the last one for ever; without any, as a healthy model."""

    answers: list[bytes | Exception] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, *, endpoint: str, body: bytes, attributes: str) -> bytes:
        self.calls.append({"endpoint": endpoint, "body": body, "attributes": attributes})
        if not self.answers:
            return predictions(len(json.loads(body)["instances"]))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class LambdaContext:
    """What the runtime hands to a handler."""

    remaining_ms: int = 28_000
    function_name: str = "proxy"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:proxy:live"
    aws_request_id: str = "lambda-request"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


@dataclass
class Proxy:
    """The whole function below the handler."""

    routes: Routes
    endpoint: FakeEndpoint
    time: FakeTime
    parameters: dict[str, str]
    objects: dict[tuple[str, str], bytes]

    def send(self, event: dict[str, Any], *, remaining_ms: int = 28_000) -> dict[str, Any]:
        context = cast(PowertoolsContext, LambdaContext(remaining_ms=remaining_ms))
        return self.routes.app.resolve(event, context)

    def post(self, body: str | None, **changes: Any) -> dict[str, Any]:
        """Send a prediction request; `headers` are added, other names replace fields of the event."""
        remaining_ms = changes.pop("remaining_ms", 28_000)
        event = load_event("predictions-json")
        event["headers"] |= changes.pop("headers", {})
        return self.send(event | {"body": body} | changes, remaining_ms=remaining_ms)


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


def build(**settings: Any) -> Proxy:
    """A fresh function, its caches empty."""
    time, endpoint = FakeTime(), FakeEndpoint()
    parameters = {"iris": json.dumps(SERVED)}
    objects = {("artifacts", "models/iris/7/card.json"): json.dumps(CARD).encode()}
    config = Settings(environment="dev", models_path="/lab2api/dev/models", **settings)
    catalog = Catalog(
        read_parameters=lambda: parameters,
        read_object=lambda bucket, key: objects[bucket, key],
        now=time.now,
    )
    predictor = Predictor(settings=config, catalog=catalog, invoke=endpoint, clock=time.clock())
    logger = Logger()
    routes = Routes(
        settings=config,
        catalog=catalog,
        predictor=predictor,
        telemetry=Telemetry(logger=logger, metrics=Metrics(service="inference_proxy", namespace="lab2api")),
        logger=logger,
    )
    return Proxy(routes=routes, endpoint=endpoint, time=time, parameters=parameters, objects=objects)
