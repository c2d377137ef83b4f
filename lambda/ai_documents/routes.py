"""POST /v1/ai/documents, POST /v1/ai/uploads and GET /v1/jobs/{id}."""

from collections.abc import Callable
from functools import partial

from document_pages import page_limit, source
from document_pages.features import Features, parse_features
from document_pages.opening import Wanted, opened
from document_pages.pages import Page
from document_pages.refusals import UNSUPPORTED, error_code
from document_pages.source import Document
from http_api.answers import json_answer, text_answer
from http_api.metered import MeteredRoutes
from http_api.negotiation import CSV, JSON, answer_type
from http_api.presigned import SignForm, presigned_upload
from http_api.prices import PriceList
from http_api.problems import ProblemError, invalid
from http_api.resolver import Response
from http_api.telemetry import Telemetry
from http_api.uploads import FindUpload
from job_store import asked
from job_store.accepted import POLL_SECONDS, accepted
from job_store.objects import Objects
from prediction_jobs.job import KIND

from . import finding
from .answers import DocumentAnswer, running
from .finding import Found
from .finished import MOST_ANSWER_BYTES, finished
from .follow import Follower
from .many_pages import ManyPages
from .predicted import Link, PredictionJobs
from .reading import Reader
from .settings import Settings
from .uploading import MOST_BYTES, NewUpload

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
        find: FindUpload,
        sign_form: SignForm,
        reader: Reader,
        many_pages: ManyPages,
        link: Link,
        now: Callable[[], float],
    ) -> None:
        super().__init__(telemetry=telemetry, prices=prices, max_body_bytes=settings.max_body_bytes)
        self._objects, self._find, self._settings = objects, find, settings
        self._sign_form = sign_form
        self._reader = reader
        self._many_pages = many_pages
        self._follower = Follower(objects=objects, many_pages=many_pages, now=now)
        self._prediction_jobs = PredictionJobs(objects, link, now, MOST_ANSWER_BYTES)
        self._now = now
        self.app.post("/v1/ai/documents")(self.documents)
        self.app.post("/v1/ai/uploads")(self.uploads)
        self.app.get("/v1/jobs/<id>")(self.job)

    def documents(self) -> Response[str]:
        """POST /v1/ai/documents."""
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        query = event.query_string_parameters or {}
        features, mode = parse_features(query.get("features")), asked.read_mode(query.get("mode"))
        asked.idempotency_key(event.headers)
        document = self._document()
        counted = page_limit.count_pages(document, objects=self._objects, most=self._settings.max_pages)
        pages = self._at_once(document, features=features, mode=mode)
        if pages is not None:
            return self.answer(DocumentAnswer(pages=pages, request_id=self.request_id))
        return self._as_job(document, features=features, pages=page_limit.certain(counted, document=document))

    def uploads(self) -> Response[str]:
        """POST /v1/ai/uploads."""
        wanted = self.read_json(NewUpload)
        return self.answer(
            presigned_upload(
                self._sign_form,
                client=self.client,
                bucket=self._settings.bucket,
                content_type=wanted.content_type,
                most_bytes=MOST_BYTES[wanted.content_type],
                now=self._now(),
                request_id=self.request_id,
            )
        )

    def job(self, id: str) -> Response[str]:
        """GET /v1/jobs/{id}."""
        event = self.app.current_event
        first = _page_number(event.query_string_parameters.get("from"))
        found = finding.find(self._objects, id, caller=self.client)
        if found.kind == KIND:
            return self._predictions(found)
        work = self.work()
        standing = self._follower.standing(found, work=work)
        if standing.result is None:
            answer = running(standing.job, pages_done=standing.pages_done, request_id=self.request_id)
            later = {**self.extra_headers(), "retry-after": str(POLL_SECONDS)}
            return json_answer(answer, request_id=self.request_id, headers=later)
        work.usage.stand_ins.update(dict.fromkeys(standing.result.stand_ins))
        return self.answer(
            finished(
                standing.job, standing.result, first=first, prices=self._prices, request_id=self.request_id
            )
        )

    def _predictions(self, found: Found) -> Response[str]:
        media_type = answer_type(self.app.current_event.headers.get("accept"), offered=(JSON, CSV))
        answer = self._prediction_jobs.answer(found, request_id=self.request_id)
        lines = self._prediction_jobs.lines(found, answer) if media_type == CSV else None
        if lines is not None:
            headers = self.extra_headers()
            return text_answer(lines, media_type=CSV, request_id=self.request_id, headers=headers)
        later = {"retry-after": str(POLL_SECONDS)} if answer.status == "running" else {}
        return json_answer(answer, request_id=self.request_id, headers={**self.extra_headers(), **later})

    def _document(self) -> Document:
        event = self.app.current_event
        data = self.read_bytes()
        if not source.is_json(event.headers.get("content-type")):
            return source.from_bytes(data)
        asked = source.read_object_body(data, names=frozenset({"s3_uri"}))
        find = partial(self._find, client=self.client)
        return source.from_object(asked["s3_uri"], find=find, objects=self._objects)

    def _at_once(self, document: Document, *, features: Features, mode: asked.Mode) -> list[Page] | None:
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
        wanted = Wanted(
            kind="documents",
            documents=[document],
            features=sorted(features),
            target=None,
            caller=self.client,
            key=asked.idempotency_key(event.headers),
            seconds=JOB_SECONDS,
            pages=pages,
        )
        job = opened(self._objects, wanted, now=self._now())
        self._many_pages.start(job, work=self.work())
        return accepted(job.id, request_id=self.request_id, headers=self.extra_headers())


def _page_number(value: str | None) -> int:
    if value is None:
        return 1
    if not value.isascii() or not value.isdigit() or len(value) > 5 or int(value) < 1:
        raise invalid("from", "must be a page number")
    return int(value)
