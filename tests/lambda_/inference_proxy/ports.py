"""The function with its ports replaced: a counting endpoint, a catalog in memory, a clock that obeys."""

import json
from dataclasses import dataclass, field
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext

from http_api.retries import Clock
from inference_proxy.catalog import Catalog
from inference_proxy.predict import Predictor
from inference_proxy.routes import Routes
from inference_proxy.settings import Settings
from inference_proxy.telemetry import PredictionTelemetry
from tests.lambda_.inference_proxy.samples import CARD, SERVED, load_event, predictions


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
    metrics = Metrics(service="inference_proxy", namespace="lab2api")
    routes = Routes(
        settings=config,
        catalog=catalog,
        predictor=predictor,
        telemetry=PredictionTelemetry(logger=Logger(), metrics=metrics),
    )
    return Proxy(routes=routes, endpoint=endpoint, time=time, parameters=parameters, objects=objects)
