"""The function below its handler, over a small feature store in memory."""

import importlib
import os
from dataclasses import dataclass, field
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext
from botocore.exceptions import ClientError

from features.routes import Routes
from tests.lambda_.inference_proxy.ports import FakeTime, LambdaContext
from tests.lambda_.inference_proxy.samples import body_of, header, load_event

ENVIRON = {
    "LAB2API_ENVIRONMENT": "dev",
    "LAB2API_GROUPS": "visits,clock",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "POWERTOOLS_SERVICE_NAME": "features",
    "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
}
VISITS = {
    "visit_id": "String",
    "seen_at": "String",
    "pages": "Integral",
    "seconds": "Fractional",
    "country": "String",
}
GROUPS = {"dev-visits": VISITS, "dev-clock": {"id": "Integral", "at": "Fractional"}}
RECORDS = {
    ("dev-visits", "a"): {"visit_id": "a", "seen_at": "2026-11-26T08:00:00Z", "pages": "3", "seconds": "0.5"},
    ("dev-visits", "bad"): {"visit_id": "bad", "seen_at": "2026-11-26T08:00:00Z", "pages": "three"},
    ("dev-visits", "endless"): {"visit_id": "endless", "seen_at": "2026-11-26T08:00:00Z", "seconds": "NaN"},
    ("dev-clock", "7"): {"id": "7", "at": "1700000000.5"},
}


def client_error(code: str, operation: str = "GetRecord") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "arn:aws:secret"}}, operation)


@dataclass
class FeatureStore:
    """boto3's two clients; `errors` are raised one a call before any answer."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def describe_feature_group(self, **request: Any) -> dict[str, Any]:
        self._called("describe", request)
        name = request["FeatureGroupName"]
        identifier, event_time = list(GROUPS[name])[:2]
        return {
            "FeatureGroupName": name,
            "RecordIdentifierFeatureName": identifier,
            "EventTimeFeatureName": event_time,
            "FeatureDefinitions": [{"FeatureName": n, "FeatureType": t} for n, t in GROUPS[name].items()],
        }

    def get_record(self, **request: Any) -> dict[str, Any]:
        self._called("get", request)
        found = RECORDS.get((request["FeatureGroupName"], request["RecordIdentifierValueAsString"]))
        names = request.get("FeatureNames", list(found or ()))
        record = [{"FeatureName": n, "ValueAsString": found[n]} for n in names if found and n in found]
        return {"Record": record} if record else {}

    def _called(self, operation: str, request: dict[str, Any]) -> None:
        self.calls.append((operation, request))
        if self.errors:
            raise self.errors.pop(0)


@dataclass
class Answer:
    """An answer as a client sees it."""

    status: int
    body: dict[str, Any]
    text: str
    raw: dict[str, Any]

    def header(self, name: str) -> str | None:
        return header(self.raw, name)


@dataclass
class Function:
    """The routes, the store behind them and the clock."""

    routes: Routes
    store: FeatureStore
    time: FakeTime

    def get(self, path: str, *, feature: str | None = None, accept: str = "*/*") -> Answer:
        event = load_event("predictions-json")
        event |= {"httpMethod": "GET", "path": f"/v1/features/{path}", "body": None}
        event["headers"] = {"accept": accept}
        event["queryStringParameters"] = None if feature is None else {"feature": feature}
        raw = self.routes.app.resolve(event, cast(PowertoolsContext, LambdaContext()))
        return Answer(status=raw["statusCode"], body=body_of(raw), text=raw["body"], raw=raw)


def build(**settings: str) -> Function:
    """A fresh function; `settings` are more variables of its environment."""
    environ = {**ENVIRON, **settings}
    before = dict(os.environ)
    os.environ.update(environ)
    try:
        handler = importlib.import_module("features.handler")
    finally:
        os.environ.clear()
        os.environ.update(before)
    time, store = FakeTime(), FeatureStore()
    routes = handler.wire(
        settings=handler.Settings.from_environ(environ),
        clients={"sagemaker": store, "sagemaker-featurestore-runtime": store},
        logger=Logger(service="features"),
        metrics=Metrics(service="features", namespace="lab2api"),
        clock=time.clock(),
    )
    return Function(routes=routes, store=store, time=time)
