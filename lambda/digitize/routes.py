"""POST /v1/ai/digitize: one page is answered at once, more become a job of the state machine."""

import json
from collections.abc import Callable, Sequence
from functools import partial

from document_pages import page_limit, source
from document_pages.jobs import Job
from document_pages.opening import Wanted, opened
from document_pages.refusals import UNSUPPORTED, error_code
from document_pages.source import Document, Find
from http_api.metered import MeteredRoutes
from http_api.negotiation import JSON, answer_type
from http_api.prices import PriceList
from http_api.problems import Kind, ProblemError, invalid, printable
from http_api.resolver import Response
from http_api.telemetry import Telemetry
from http_api.text_limits import TRANSLATE_LANGUAGES
from http_api.uploads import FindUpload
from job_store import asked
from job_store.accepted import POLL_SECONDS, accepted
from job_store.objects import Objects

from .answers import DigitizedAnswer, DigitizedPage
from .claims import claimed
from .failures import PageBusyError
from .ledger import Kept, Ledger, Unkept
from .page_services import PAGE_FEATURES, Clients
from .settings import Settings

JOB_SECONDS = 3900
"""The state machine stops after an hour; five minutes more, and nobody works on the job any more."""
DEFAULT_TARGET = "en"
BUSY = "A request with this Idempotency-Key is at work: ask again, its answer will cost nothing more."

Start = Callable[[Job], None]
"""Start the state machine for a job; starting it again does nothing."""


class DigitizeRoutes(MeteredRoutes):
    """The route of the chain."""

    def __init__(
        self,
        *,
        settings: Settings,
        prices: PriceList,
        telemetry: Telemetry,
        objects: Objects,
        find: FindUpload,
        clients: Clients,
        start: Start,
        now: Callable[[], float],
    ) -> None:
        super().__init__(telemetry=telemetry, prices=prices, max_body_bytes=settings.max_body_bytes)
        self._settings, self._objects, self._find = settings, objects, find
        self._clients, self._start, self._now = clients, start, now
        self.app.post("/v1/ai/digitize")(self.digitize)

    def digitize(self) -> Response[str]:
        """POST /v1/ai/digitize."""
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        query = event.query_string_parameters or {}
        target, mode = _target(query.get("target")), asked.read_mode(query.get("mode"))
        documents = self._documents()
        most = self._settings.max_pages
        counted = page_limit.count_all(documents, objects=self._objects, most=most)
        at_once = len(documents) == 1 and documents[0].fits_one_call
        if mode == "sync" and not at_once:
            raise invalid("mode", "is sync, but only one page of up to 5 MB is: leave mode away")
        if mode != "async" and at_once:
            page = self._page(documents[0], target=target, mode=mode)
            if page is not None:
                return self.answer(DigitizedAnswer(pages=[page], request_id=self.request_id))
        page_limit.certain(counted, document=documents[0])
        job = self._job(documents, target=target)
        self._start(job)
        return accepted(job.id, request_id=self.request_id, headers=self.extra_headers())

    def _documents(self) -> list[Document]:
        event = self.app.current_event
        data = self.read_bytes()
        if not source.is_json(event.headers.get("content-type")):
            return [source.from_bytes(data)]
        asked = source.read_object_body(data, names=frozenset({"s3_uri", "s3_uris"}))
        find = partial(self._find, client=self.client)
        if "s3_uri" in asked:
            return [source.from_object(asked["s3_uri"], find=find, objects=self._objects)]
        return self._page_images(asked["s3_uris"], find=find)

    def _page_images(self, uris: object, *, find: Find) -> list[Document]:
        most = self._settings.max_pages
        if not isinstance(uris, list) or not 1 <= len(uris) <= most:
            raise invalid("s3_uris", f"must be an array of 1 to {most} addresses, a page each")
        found = []
        for index, uri in enumerate(uris):
            document = source.from_object(uri, find=find, objects=self._objects, field=f"s3_uris[{index}]")
            if document.pages != 1:
                raise invalid(document.field, "must be an image of one page; name a whole document by s3_uri")
            found.append(document)
        return found

    def _page(self, document: Document, *, target: str, mode: asked.Mode) -> DigitizedPage | None:
        """Digitize a single page; None where it is more, which of a PDF only Textract can tell."""
        try:
            if asked.idempotency_key(self.app.current_event.headers) is None:
                return self._digitized(document, target=target, ledger=Unkept())
            folder = self._job([document], target=target, revive=False).page_folder(1)
            with claimed(self._objects, folder=folder, now=self._now):
                return self._digitized(document, target=target, ledger=Kept(self._objects, folder=folder))
        except PageBusyError as error:
            raise ProblemError(Kind.UNAVAILABLE, BUSY, retry_after=POLL_SECONDS) from error
        except ProblemError as error:
            if mode == "sync" or document.pages == 1 or error_code(error) != UNSUPPORTED:
                raise
            return None

    def _digitized(self, document: Document, *, target: str, ledger: Ledger) -> DigitizedPage:
        work, source_ = self.work(), document.for_textract(self._settings.bucket)
        page = self._clients.read(source_, field=document.field, ledger=ledger, work=work)
        return self._clients.understanding(ledger).page(page, number=1, target=target, work=work)

    def _job(self, documents: Sequence[Document], *, target: str, revive: bool = True) -> Job:
        event = self.app.current_event
        wanted = Wanted(
            kind="digitize",
            documents=documents,
            features=sorted(PAGE_FEATURES),
            target=target,
            caller=self.client,
            key=asked.idempotency_key(event.headers),
            seconds=JOB_SECONDS,
        )
        return opened(self._objects, wanted, now=self._now(), revive=revive)


def execution_input(job: Job) -> str:
    """Write what the state machine starts with."""
    return json.dumps({"job": job.id})


def _target(value: str | None) -> str:
    code = value or DEFAULT_TARGET
    if code not in TRANSLATE_LANGUAGES:
        raise invalid("target", f"is '{printable(code)}': choose a language of Amazon Translate, such as vi")
    return code
