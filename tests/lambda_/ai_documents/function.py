"""The function behind /v1/ai/documents over fakes."""

from dataclasses import dataclass, field

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


@dataclass
class Function:
    """`now` is the clock that jobs are opened and given up by."""

    textract: Textract = field(default_factory=Textract)
    objects: Memory = field(default_factory=Memory)
    now: float = 1_000.0

    def post(self, body: bytes | object, *, left_ms: int = 28_000, **more: object) -> Answer:
        return send(self.routes(), event("POST", PATH, body, **more), left_ms=left_ms)  # type: ignore[arg-type]

    def get(self, path: str, *, left_ms: int = 28_000, **more: object) -> Answer:
        return send(self.routes(), event("GET", path, **more), left_ms=left_ms)  # type: ignore[arg-type]

    def routes(self) -> DocumentRoutes:
        clock = Clock(now=lambda: 0.0, sleep=lambda _: None, uniform=lambda low, high: low)

        def service(seconds: float) -> AwsService:
            return AwsService(name="textract", attempt_seconds=seconds, clock=clock)

        return DocumentRoutes(
            settings=Settings(environment="dev", bucket="documents", max_body_bytes=1000, max_pages=300),
            prices=read_prices(),
            telemetry=telemetry(),
            objects=self.objects,
            find=self.objects.find,
            reader=Reader(
                alone=_at_once(self.textract, service(ALONE_SECONDS)),
                paired=_at_once(self.textract, service(PAIRED_SECONDS)),
                bucket="documents",
            ),
            many_pages=ManyPages(
                service=service(CALL_SECONDS),
                calls=_later(self.textract),
                objects=self.objects,
                bucket="documents",
            ),
            now=lambda: self.now,
        )


def _at_once(textract: Textract, service: AwsService) -> Synchronous:
    names = Synchronous.__dataclass_fields__.keys() - {"service"}
    return Synchronous(service=service, **{name: getattr(textract, name) for name in names})


def _later(textract: Textract) -> Asynchronous:
    return Asynchronous(**{name: getattr(textract, name) for name in Asynchronous.__dataclass_fields__})
