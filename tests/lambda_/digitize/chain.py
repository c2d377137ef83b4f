"""The chain with fakes, and its steps in the order in which the state machine takes them."""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from digitize.failures import ChainError
from digitize.page_services import Clients
from digitize.steps import Steps
from digitize.whole_document import WholeDocument
from document_pages import opening
from document_pages.jobs import Job
from document_pages.source import Document, from_bytes, from_object
from http_api.prices import read_prices
from http_api.retries import Clock
from tests.lambda_.document_pages.memory import OURS, Memory
from tests.lambda_.document_pages.samples import PNG
from tests.lambda_.document_pages.services import Comprehend, Textract, Translate

CALLER = "key-1"


@dataclass
class Chain:
    """`remaining` is what Lambda has left, `now` the clock of claims and jobs."""

    objects: Memory = field(default_factory=Memory)
    textract: Any = field(default_factory=Textract)
    comprehend: Comprehend = field(default_factory=Comprehend)
    translate: Translate = field(default_factory=Translate)
    now: float = 1_000.0
    left: float = 28.0

    @property
    def clients(self) -> Clients:
        clock = Clock(now=lambda: 0.0, sleep=lambda _: None, uniform=lambda low, high: low)
        return Clients(
            textract=self.textract,
            textract_jobs=self.textract,
            comprehend=self.comprehend,
            translate=self.translate,
            clock=clock,
        )

    @property
    def steps(self) -> Steps:
        return Steps(
            objects=self.objects,
            clients=self.clients,
            whole=WholeDocument(clients=self.clients, objects=self.objects, bucket="documents"),
            bucket="documents",
            prices=read_prices(),
            now=lambda: self.now,
        )

    def upload(self, name: str, data: bytes = PNG) -> Document:
        self.objects.held[f"{OURS}{name}"] = data
        return from_object(
            f"s3://documents/{OURS}{name}",
            find=partial(self.objects.find, client=CALLER),
            objects=self.objects,
        )

    def open(self, *documents: Document | bytes, target: str = "vi", key: str | None = None) -> Job:
        found = [from_bytes(one) if isinstance(one, bytes) else one for one in documents]
        wanted = opening.Wanted(
            kind="digitize",
            documents=found,
            features=[],
            target=target,
            caller=CALLER,
            key=key,
            seconds=3900,
        )
        return opening.opened(self.objects, wanted, now=self.now)

    def step(self, name: str, job: Job, **more: Any) -> dict[str, Any]:
        event = {"step": name, "job": job.id, **more}
        return self.steps.handle(event, remaining=lambda: self.left)

    def page(self, job: Job, number: int) -> dict[str, Any]:
        """As the Map's one iteration: a page that fails becomes its number and the error's class."""
        try:
            return self.step("page", job, page=number)
        except ChainError as error:
            return {"page": number, "error": type(error).__name__}

    def opened(self, job: Job) -> dict[str, Any]:
        """As the machine waits and opens again until the job is ready."""
        for _ in range(100):
            opened = self.step("open", job)
            if opened["ready"]:
                return opened
        raise AssertionError("never ready")

    def run(self, job: Job) -> dict[str, Any]:
        results = [self.page(job, number) for number in self.opened(job)["pages"]]
        self.step("close", job, results=results)
        return self.result(job)

    def result(self, job: Job) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.objects.held[job.run_name("result.json")])
        return document

    @property
    def billed(self) -> int:
        services = (self.textract, self.comprehend, self.translate)
        return sum(sum(service.answered.values()) for service in services)
