"""POST /v1/ai/documents and GET /v1/jobs/{id}."""

from collections.abc import Callable

from aws_lambda_powertools.event_handler import Response

from document_pages import opening, page_limit, source
from document_pages.accepted import POLL_SECONDS, accepted, job_path
from document_pages.features import Features, parse_features
from document_pages.objects import Objects
from document_pages.pages import Page
from document_pages.refusals import UNSUPPORTED, error_code
from document_pages.source import Document, Find
from http_api.answers import json_answer
from http_api.metered import MeteredRoutes
from http_api.negotiation import JSON, answer_type
from http_api.prices import PriceList
from http_api.problems import ProblemError, invalid
from http_api.telemetry import Telemetry
from http_api.usage import client_of

from .answers import DocumentAnswer, JobAnswer, JobUsage, created, running
from .follow import Follower, Standing, page_window
from .many_pages import ManyPages
from .reading import Reader
from .settings import Settings

JOB_SECONDS = 6 * 24 * 3600
"""Textract keeps what a job found for seven days (API reference, GetDocumentAnalysis)."""


class DocumentRoutes(MeteredRoutes):
    """One page is answered at once, more become a job."""

    def __init__(
        self,
        *,
        settings: Settings,
        prices: PriceList,
        telemetry: Telemetry,
        objects: Objects,
        find: Find,
        reader: Reader,
        many_pages: ManyPages,
        now: Callable[[], float],
    ) -> None:
        super().__init__(telemetry=telemetry, prices=prices, max_body_bytes=settings.max_body_bytes)
        self._objects, self._find, self._max_pages = objects, find, settings.max_pages
        self._reader = reader
        self._many_pages = many_pages
        self._follower = Follower(objects=objects, many_pages=many_pages, now=now)
        self._now = now
        self.app.post("/v1/ai/documents")(self.documents)
        self.app.get("/v1/jobs/<id>")(self.job)

    def documents(self) -> Response[str]:
        """POST /v1/ai/documents."""
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        query = event.query_string_parameters or {}
        features, mode = parse_features(query.get("features")), opening.read_mode(query.get("mode"))
        opening.idempotency_key(event.headers)
        document = self._document()
        counted = page_limit.count_pages(document, objects=self._objects, most=self._max_pages)
        pages = self._at_once(document, features=features, mode=mode)
        if pages is not None:
            return self.answer(DocumentAnswer(pages=pages, request_id=self.request_id))
        return self._as_job(document, features=features, pages=page_limit.certain(counted, document=document))

    def job(self, id: str) -> Response[str]:
        """GET /v1/jobs/{id}."""
        event = self.app.current_event
        first = _page_number((event.query_string_parameters or {}).get("from"))
        standing = self._follower.standing(id, caller=client_of(event.raw_event), work=self.work())
        if standing.result is None:
            answer = running(standing.job, pages_done=standing.pages_done, request_id=self.request_id)
            later = {**self.extra_headers(), "retry-after": str(POLL_SECONDS)}
            return json_answer(answer, request_id=self.request_id, headers=later)
        return self.answer(self._finished(standing, first=first))

    def _document(self) -> Document:
        event = self.app.current_event
        data = self.read_bytes()
        if not source.is_json(event.headers.get("content-type")):
            return source.from_bytes(data)
        asked = source.read_object_body(data, names=frozenset({"s3_uri"}))
        return source.from_object(asked["s3_uri"], find=self._find, objects=self._objects)

    def _at_once(self, document: Document, *, features: Features, mode: opening.Mode) -> list[Page] | None:
        """Read a single page; None where it is more, which of a PDF only Textract can tell."""
        if mode == "async":
            return None
        if not document.fits_one_call:
            if mode == "sync":
                raise invalid("mode", "is sync, but only one page of up to 5 MB is: leave mode away")
            return None
        try:
            return self._reader.read(document, features=features, work=self.work())
        except ProblemError as error:
            if mode == "sync" or document.pages == 1 or error_code(error) != UNSUPPORTED:
                raise
            return None

    def _as_job(self, document: Document, *, features: Features, pages: int) -> Response[str]:
        event = self.app.current_event
        job = opening.opened(
            self._objects,
            kind="documents",
            documents=[document],
            features=sorted(features),
            target=None,
            caller=client_of(event.raw_event),
            key=opening.idempotency_key(event.headers),
            now=self._now(),
            seconds=JOB_SECONDS,
            pages=pages,
        )
        self._many_pages.start(job, work=self.work())
        return accepted(job, request_id=self.request_id, headers=self.extra_headers())

    def _finished(self, standing: Standing, *, first: int) -> JobAnswer:
        job, result = standing.job, standing.result
        assert result is not None  # noqa: S101 - the caller has looked
        window, following = page_window(result.pages, first=first)
        usage = self.work().usage
        usage.stand_ins.update(dict.fromkeys(result.stand_ins))
        return JobAnswer(
            request_id=self.request_id,
            id=job.id,
            kind=job.kind,
            status=result.status,
            created=created(job),
            pages=window,
            failed=result.failed,
            error=result.error,
            next=None if following is None else f"{job_path(job.id)}?from={following}",
            usage=JobUsage(units=result.units, price_usd=f"{self._prices.estimate(result.units):.9f}"),
        )


def _page_number(value: str | None) -> int:
    if value is None:
        return 1
    if not value.isascii() or not value.isdigit() or len(value) > 5 or int(value) < 1:
        raise invalid("from", "must be a page number")
    return int(value)
