"""The function behind /v1/ai/documents over fakes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ai_documents.many_pages import ManyPages
from ai_documents.reading import ALONE_SECONDS, PAIRED_SECONDS, Reader, Synchronous
from ai_documents.routes import DocumentRoutes
from ai_documents.settings import Settings
from ai_documents.textract_jobs import Asynchronous
from document_pages.collecting import CALL_SECONDS
from http_api.aws_calls import AwsService
from http_api.prices import read_prices
from http_api.retries import Clock
from tests.lambda_.document_pages.gateway import Answer, event, send, telemetry
from tests.lambda_.document_pages.memory import Memory
from tests.lambda_.document_pages.services import Textract

PATH = "/v1/ai/documents"


def presigned(**request: Any) -> dict[str, Any]:
    """As boto3 signs, which asks nobody: the form's fields, and its policy as it stands."""
    fields = {**request["Fields"], "key": request["Key"], "policy": json.dumps(request["Conditions"])}
    return {"url": f"https://{request['Bucket']}.s3.amazonaws.com/", "fields": fields}


@dataclass
class Function:
    """`now` is the clock that jobs are opened and given up by."""

    textract: Textract = field(default_factory=Textract)
    objects: Memory = field(default_factory=Memory)
    now: float = 1_000.0
    sign_form: Callable[..., Any] = field(default=presigned)

    def post(
        self, body: bytes | object, *, path: str = PATH, left_ms: int = 28_000, **more: object
    ) -> Answer:
        return send(self.routes(), event("POST", path, body, **more), left_ms=left_ms)  # type: ignore[arg-type]

    def get(self, path: str, *, left_ms: int = 28_000, **more: object) -> Answer:
        return send(self.routes(), event("GET", path, **more), left_ms=left_ms)  # type: ignore[arg-type]

    @property
    def many_pages(self) -> ManyPages:
        return ManyPages(
            service=service(CALL_SECONDS),
            calls=_later(self.textract),
            objects=self.objects,
            bucket="documents",
        )

    def routes(self) -> DocumentRoutes:
        return DocumentRoutes(
            settings=Settings(environment="dev", bucket="documents", max_body_bytes=1000, max_pages=300),
            prices=read_prices(),
            telemetry=telemetry(),
            objects=self.objects,
            find=self.objects.find,
            sign_form=self.sign_form,
            link=lambda key: f"https://documents.example/{key}?signed",
            reader=Reader(
                alone=_at_once(self.textract, service(ALONE_SECONDS)),
                paired=_at_once(self.textract, service(PAIRED_SECONDS)),
                bucket="documents",
            ),
            many_pages=self.many_pages,
            now=lambda: self.now,
        )


def service(seconds: float) -> AwsService:
    clock = Clock(now=lambda: 0.0, sleep=lambda _: None, uniform=lambda low, high: low)
    return AwsService(name="textract", attempt_seconds=seconds, clock=clock)


def _at_once(textract: Textract, service: AwsService) -> Synchronous:
    names = Synchronous.__dataclass_fields__.keys() - {"service"}
    return Synchronous(service=service, **{name: getattr(textract, name) for name in names})


def _later(textract: Textract) -> Asynchronous:
    return Asynchronous(**{name: getattr(textract, name) for name in Asynchronous.__dataclass_fields__})
