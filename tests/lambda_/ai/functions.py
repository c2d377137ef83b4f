"""The three AI functions below their handlers, over stand-ins for boto3."""

import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext

from http_api.metered import MeteredRoutes
from tests.lambda_.ai import image_services, services
from tests.lambda_.ai.services import FakeClient
from tests.lambda_.inference_proxy.ports import FakeTime, LambdaContext
from tests.lambda_.inference_proxy.samples import body_of, header, load_event

ENVIRON = {
    "LAB2API_ENVIRONMENT": "dev",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "POWERTOOLS_SERVICE_NAME": "ai",
    "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
}
MORE = {
    "ai_text": {"LAB2API_TERMINOLOGIES": "lessons"},
    "ai_images": {"LAB2API_BUCKET": "documents"},
    "ai_chat": {
        "LAB2API_INFERENCE_PROFILE": "us.amazon.nova-micro-v1:0",
        "LAB2API_GUARDRAIL_ID": "abc123",
        "LAB2API_GUARDRAIL_VERSION": "1",
    },
}


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
    """One function: its routes, its clients and its clock."""

    routes: MeteredRoutes
    clients: dict[str, FakeClient]
    time: FakeTime
    objects: dict[str, bytes] = field(default_factory=dict)

    def post(self, path: str, document: Any, **changes: Any) -> Answer:
        """Send a JSON body; `changes` replace fields of the event, `headers` are added."""
        return self.send(path, json.dumps(document), **changes)

    def upload(self, path: str, data: bytes, *, content_type: str = "image/png", **changes: Any) -> Answer:
        """Send a binary body as API Gateway hands it over."""
        encoded = base64.b64encode(data).decode()
        headers = {"Content-Type": content_type}
        return self.send(path, encoded, isBase64Encoded=True, headers=headers, **changes)

    def send(self, path: str, body: str | None, **changes: Any) -> Answer:
        remaining_ms = changes.pop("remaining_ms", 28_000)
        event = load_event("predictions-json")
        event["headers"] |= changes.pop("headers", {})
        event |= {"path": f"/v1/ai/{path}", "resource": f"/v1/ai/{path}", "body": body, **changes}
        context = cast(PowertoolsContext, LambdaContext(remaining_ms=remaining_ms))
        raw = self.routes.handle(event, context)
        return Answer(status=raw["statusCode"], body=body_of(raw), text=raw["body"], raw=raw)

    @property
    def paid(self) -> int:
        """The paid calls so far."""
        return sum(len(client.calls) for name, client in self.clients.items() if name != "s3")

    def forget(self) -> None:
        """Forget the calls so far."""
        for client in self.clients.values():
            client.calls.clear()


def build(package: str, **settings: str) -> Function:
    """A fresh function; `settings` are more variables of its environment."""
    os.environ.update(ENVIRON)
    time, objects = FakeTime(), {}  # type: FakeTime, dict[str, bytes]
    clients = _clients(package, objects)
    environ = {**ENVIRON, **MORE[package], **settings}
    module = _handler(package, environ)
    routes = module.wire(
        settings=module.Settings.from_environ(environ),
        clients=clients,
        logger=Logger(service=package),
        metrics=Metrics(service=package, namespace="lab2api"),
        clock=time.clock(),
    )
    return Function(routes=routes, clients=clients, time=time, objects=objects)


def _clients(package: str, objects: dict[str, bytes]) -> dict[str, FakeClient]:
    return {
        "ai_text": lambda: {"comprehend": services.comprehend(), "translate": services.translate()},
        "ai_images": lambda: {"rekognition": image_services.rekognition(), "s3": image_services.s3(objects)},
        "ai_chat": lambda: {"bedrock-runtime": services.bedrock()},
    }[package]()


def _handler(package: str, environ: dict[str, str]) -> Any:
    """Import the entry point, which reads the environment when it is imported."""
    import importlib

    before = dict(os.environ)
    os.environ.update(environ)
    try:
        return importlib.import_module(f"{package}.handler")
    finally:
        os.environ.clear()
        os.environ.update(before)
