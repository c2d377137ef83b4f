"""Asks an asynchronous Textract job for what it has found, a few pieces a request, none of them twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from http_api import retries
from http_api.problems import Kind, ProblemError

from .pieces import Piece, Pieces

CALL_SECONDS = 6.0
"""For a call that starts or looks at an asynchronous job: nothing is read during it."""

WRITE_SECONDS = 3.0
"""For writing a piece or some pages down: a few hundred kilobytes to S3, and reading as much back."""

MARGIN_SECONDS = CALL_SECONDS + retries.MARGIN_SECONDS + WRITE_SECONDS
"""A piece is asked for only with this much time left: what the call demands, and writing it down."""

MOST_PIECES = 20
"""A request. A job of 300 dense pages has 300 or more: the next look goes on where this one has ended."""

Fetch = Callable[[str | None], dict[str, Any]]
"""Get one piece of a job's answer (GetDocumentAnalysis and its like) by the token that the last one named."""


@dataclass(frozen=True)
class Progress:
    """How far it got; `message` is Textract's reason where the job failed."""

    status: Literal["running", "succeeded", "failed"]
    message: str = ""


SUCCEEDED, RUNNING = Progress("succeeded"), Progress("running")


def collect(
    fetch: Fetch,
    *,
    pieces: Pieces,
    remaining: Callable[[], float],
    billed: Callable[[int], None] | None = None,
) -> Progress:
    """Fetch the pieces that are missing, as far as time and MOST_PIECES allow; "running" asks to come again.

    `billed` is told the job's pages once, with the first piece: they are paid for, whatever comes of them.
    """
    before = pieces.last()
    if before and before.next is None:
        return SUCCEEDED
    for _ in range(MOST_PIECES):
        answer = _in_time(fetch, before.next if before else None) if remaining() > MARGIN_SECONDS else None
        if answer is None or answer["JobStatus"] == "IN_PROGRESS":
            return RUNNING
        if answer["JobStatus"] == "FAILED":
            return Progress("failed", answer.get("StatusMessage") or "Textract gave no reason")
        piece = Piece.of(answer, member=pieces.member, before=before)
        if pieces.add(piece) and before is None and billed:
            billed(piece.pages)
        if piece.next is None:
            return SUCCEEDED
        before = piece
    return RUNNING


def _in_time(fetch: Fetch, token: str | None) -> dict[str, Any] | None:
    """Ask for a piece; None where it came too late: asking again costs nothing, the job is paid for."""
    try:
        return fetch(token)
    except ProblemError as error:
        if error.kind is Kind.DEADLINE_EXCEEDED:
            return None
        raise
