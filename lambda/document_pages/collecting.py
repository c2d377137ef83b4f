"""What an asynchronous Textract job found, kept piece by piece, so that no request reads a piece twice."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from http_api import retries
from http_api.problems import Kind, ProblemError
from http_api.usage import STAND_IN_HEADER

from .objects import Objects

CALL_SECONDS = 6.0
"""For a call that starts or looks at an asynchronous job: nothing is read during it."""

WRITE_SECONDS = 3.0
"""For writing a piece down: a few hundred kilobytes to S3."""

MARGIN_SECONDS = CALL_SECONDS + retries.MARGIN_SECONDS + WRITE_SECONDS
"""A piece is asked for only with this much time left: what the call demands, and writing it down."""

Fetch = Callable[[str | None], dict[str, Any]]
"""Get one piece of a job's answer (GetDocumentAnalysis and its like) by the token that the last one named."""


@dataclass(frozen=True)
class Progress:
    """How far it got; `message` is Textract's reason where the job failed."""

    status: Literal["running", "succeeded", "failed"]
    message: str = ""


def collect(
    fetch: Fetch,
    *,
    objects: Objects,
    folder: str,
    remaining: Callable[[], float],
    billed: Callable[[int], None] | None = None,
) -> Progress:
    """Fetch the pieces that are not in `folder` yet, as far as time allows; "running" asks to come again.

    `billed` is told the job's pages once, with the first piece: they are paid for, whatever comes of them.
    """
    pieces = sorted(objects.names(folder))
    token = json.loads(objects.read(pieces[-1]).data)["next"] if pieces else None
    if pieces and token is None:
        return Progress("succeeded")
    number = len(pieces)
    while remaining() > MARGIN_SECONDS:
        answer = _in_time(fetch, token)
        if answer is None:
            break
        if answer["JobStatus"] == "FAILED":
            return Progress("failed", answer.get("StatusMessage") or "Textract gave no reason")
        if answer["JobStatus"] == "IN_PROGRESS":
            break
        token = answer.get("NextToken")
        piece = json.dumps(
            {"next": token, "answer": lean(answer), "stand_in": stand_in(answer)}, separators=(",", ":")
        )
        if objects.create(f"{folder}{number:05}.json", piece.encode()) and number == 0 and billed:
            billed(_pages(answer))
        number += 1
        if token is None:
            return Progress("succeeded")
    return Progress("running")


def _pages(answer: Mapping[str, Any]) -> int:
    return int((answer.get("DocumentMetadata") or {}).get("Pages", 0))


def _in_time(fetch: Fetch, token: str | None) -> dict[str, Any] | None:
    """Ask for a piece; None where it came too late: asking again costs nothing, the job is paid for."""
    try:
        return fetch(token)
    except ProblemError as error:
        if error.kind is Kind.DEADLINE_EXCEEDED:
            return None
        raise


@dataclass(frozen=True)
class Collected:
    """The whole answer: blocks or receipts, how many pages, and those that Textract could not read."""

    items: list[dict[str, Any]]
    pages: int
    warnings: dict[int, str]
    stand_in: str | None


def collected(objects: Objects, *, folder: str, member: Literal["Blocks", "ExpenseDocuments"]) -> Collected:
    """Read the pieces of a finished job back."""
    pieces = [json.loads(objects.read(name).data) for name in sorted(objects.names(folder))]
    answers = [piece["answer"] for piece in pieces]
    return Collected(
        items=[item for answer in answers for item in answer.get(member) or []],
        pages=max(map(_pages, answers), default=0),
        warnings={
            int(page): str(warning.get("ErrorCode", "UNREADABLE"))
            for answer in answers
            for warning in answer.get("Warnings") or []
            for page in warning.get("Pages") or []
        },
        stand_in=next((piece["stand_in"] for piece in pieces if piece["stand_in"]), None),
    )


def stand_in(answer: Mapping[str, Any]) -> str | None:
    """Return what answered in place of AWS, if anything did."""
    headers = (answer.get("ResponseMetadata") or {}).get("HTTPHeaders") or {}
    return headers.get(STAND_IN_HEADER)


def lean(value: Any) -> Any:
    """Drop where on the page things are, nine tenths of an answer, and what the call itself was."""
    if isinstance(value, dict):
        return {key: lean(item) for key, item in value.items() if key not in ("Geometry", "ResponseMetadata")}
    return [lean(item) for item in value] if isinstance(value, list) else value
