"""The function with its ports replaced: a counting endpoint, a catalog in memory, a clock that obeys."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext

from http_api.retries import Clock
from inference_proxy.checking import Checker
from inference_proxy.predict import Predictor
from inference_proxy.queued import Queue
from inference_proxy.routes import Routes
from inference_proxy.settings import Settings
from inference_proxy.telemetry import PredictionTelemetry
from inference_proxy.uploads import Uploads
from served_models.catalog import Catalog
from served_models.endpoint import Address, Invoked
from served_models.kept import MissingError
from tests.lambda_.document_pages.memory import Memory
from tests.lambda_.inference_proxy.samples import CARD, SERVED, SETTINGS, load_event, predictions


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
    version: str | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, *, address: Address, body: bytes, attributes: str) -> Invoked:
        self.calls.append(asdict(address) | {"body": body, "attributes": attributes})
        return Invoked(body=self._body(body), version=self.version)

    def _body(self, body: bytes) -> bytes:
        if not self.answers:
            return predictions(len(json.loads(body)["instances"]))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeQueue:
    """The worker's queue and SageMaker's: what was put there, and what goes wrong next."""

    sent: list[str] = field(default_factory=list)
    invoked: list[dict[str, Any]] = field(default_factory=list)
    failing: list[Exception] = field(default_factory=list)

    def send(self, job_id: str) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.sent.append(job_id)

    def invoke_async(self, *, endpoint: str, input: str, job_id: str, seconds: int) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.invoked.append({"endpoint": endpoint, "input": input, "job_id": job_id, "seconds": seconds})


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
    store: Memory
    queue: FakeQueue
    uploaded: dict[str, str]

    def send(self, event: dict[str, Any], *, remaining_ms: int = 28_000) -> dict[str, Any]:
        context = cast(PowertoolsContext, LambdaContext(remaining_ms=remaining_ms))
        return self.routes.app.resolve(event, context)

    def post(self, body: str | None, **changes: Any) -> dict[str, Any]:
        """Send a prediction request; `headers` are added, other names replace fields of the event."""
        remaining_ms = changes.pop("remaining_ms", 28_000)
        event = load_event("predictions-json")
        event["headers"] |= changes.pop("headers", {})
        event["queryStringParameters"] = changes.pop("query", None)
        if caller := changes.pop("caller", None):
            event["requestContext"]["identity"]["apiKeyId"] = caller
        return self.send(event | {"body": body} | changes, remaining_ms=remaining_ms)

    def serve(self, **entry: Any) -> None:
        """Serve the model of the events in another way; what is None is left out."""
        whole = {name: value for name, value in (SERVED | entry).items() if value is not None}
        self.parameters["iris"] = json.dumps(whole)

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Upload as a client does, by a presigned address."""
        self.store.held[key] = data
        self.uploaded[key] = content_type


def build(**settings: Any) -> Proxy:
    """A fresh function, its caches empty."""
    time, endpoint = FakeTime(), FakeEndpoint()
    parameters = {"iris": json.dumps(SERVED)}
    objects = {("artifacts", "models/iris/7/card.json"): json.dumps(CARD).encode()}
    config = Settings.model_validate(SETTINGS | settings)
    store, queue, uploaded = Memory(), FakeQueue(), dict[str, str]()

    def read_object(bucket: str, key: str) -> bytes:
        if (bucket, key) not in objects:
            raise MissingError("GetObject failed")
        return objects[bucket, key]

    def look(key: str) -> dict[str, Any] | None:
        if key not in store.held:
            return None
        return {"ContentLength": len(store.held[key]), "ContentType": uploaded.get(key)}

    catalog = Catalog(read_parameters=lambda: parameters, read_object=read_object, warn=print, now=time.now)
    uploads = Uploads(presign=presign, look=look, most_bytes=config.max_upload_bytes, now=time.now)
    queued = Queue(
        objects=store,
        send=queue.send,
        invoke_async=queue.invoke_async,
        seconds=config.job_seconds,
        now=time.now,
        clock=time.clock(),
    )
    checker = Checker(settings=config, catalog=catalog, uploads=uploads)
    metrics = Metrics(service="inference_proxy", namespace="lab2api")
    routes = Routes(
        settings=config,
        catalog=catalog,
        predictor=Predictor(checker=checker, invoke=endpoint, queue=queued, clock=time.clock()),
        uploads=uploads,
        telemetry=PredictionTelemetry(logger=Logger(), metrics=metrics),
    )
    return Proxy(
        routes=routes,
        endpoint=endpoint,
        time=time,
        parameters=parameters,
        objects=objects,
        store=store,
        queue=queue,
        uploaded=uploaded,
    )


def presign(*, key: str, content_type: str, content_length: int) -> str:
    """Stands for a signed address: says what was signed."""
    return f"https://bucket.example/{key}?type={content_type}&length={content_length}"
