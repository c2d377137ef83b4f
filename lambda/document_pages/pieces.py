"""What an asynchronous Textract job found, kept piece by piece and found again by page.

A piece's name says which pages it has items of, so that a page is read back without reading the others:
a large job is cut into pages over several requests, and no request holds more than a few pieces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from http_api.usage import STAND_IN_HEADER
from job_store.objects import Objects

from .expenses import page_of

Member = Literal["Blocks", "ExpenseDocuments"]
_NAME = re.compile(r"(?P<number>\d{5})-(?P<first>\d{4,})-(?P<last>\d{4,})\.json")
_MOST_HELD = 3
"""Pieces in memory at once: neighbouring pages share one, and a piece is about a thousand blocks."""


class Piece(BaseModel):
    """One answer, with what is known of the whole job so far, and the token of the next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    next: str | None
    pages: int
    warnings: dict[int, str]
    stand_in: str | None
    items: list[dict[str, Any]]

    @classmethod
    def of(cls, answer: Mapping[str, Any], *, member: Member, before: "Piece | None") -> "Piece":
        """Read an answer; a KeyError, TypeError or ValueError where it is not as documented."""
        known = before.warnings if before else {}
        return cls(
            next=answer.get("NextToken"),
            pages=int((answer.get("DocumentMetadata") or {}).get("Pages", before.pages if before else 0)),
            warnings=known | _warnings(answer),
            stand_in=stand_in(answer) or (before.stand_in if before else None),
            items=lean(answer.get(member) or []),
        )

    def name(self, number: int, *, member: Member) -> str:
        """Name the piece by its number and the pages of its items."""
        pages = [page_of_item(item, member=member) for item in self.items] or [0]
        return f"{number:05}-{min(pages):04}-{max(pages):04}.json"


@dataclass
class Pieces:
    """The pieces of one job below `folder`."""

    objects: Objects
    folder: str
    member: Member
    names: list[str] = field(init=False)
    _held: dict[str, Piece] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.names = sorted(name.removeprefix(self.folder) for name in self.objects.names(self.folder))

    def last(self) -> Piece | None:
        """Return the newest piece, which knows what the ones before have told of the job."""
        return self._read(self.names[-1]) if self.names else None

    def add(self, piece: Piece) -> bool:
        """Write the next piece down; False when another delivery has been faster."""
        name = piece.name(len(self.names), member=self.member)
        created = self.objects.create(self.folder + name, piece.model_dump_json().encode())
        self.names.append(name)
        return created

    def items(self, *, first: int, last: int) -> list[dict[str, Any]]:
        """Return what is on the pages from `first` to `last`, in the order in which it came."""
        return [
            item
            for name in self.names
            if _covers(name, first=first, last=last)
            for item in self._read(name).items
            if first <= page_of_item(item, member=self.member) <= last
        ]

    def _read(self, name: str) -> Piece:
        if name not in self._held:
            while len(self._held) >= _MOST_HELD:
                del self._held[next(iter(self._held))]
            self._held[name] = Piece.model_validate_json(self.objects.read(self.folder + name).data)
        return self._held[name]


def page_of_item(item: Mapping[str, Any], *, member: Member) -> int:
    """Return the page that a block or a receipt is on."""
    return int(item.get("Page", 1)) if member == "Blocks" else page_of(item)


def stand_in(answer: Mapping[str, Any]) -> str | None:
    """Return what answered in place of AWS, if anything did."""
    headers = (answer.get("ResponseMetadata") or {}).get("HTTPHeaders") or {}
    return headers.get(STAND_IN_HEADER)


def lean(value: Any) -> Any:
    """Drop where on the page things are, nine tenths of an answer, and what the call itself was."""
    if isinstance(value, dict):
        return {key: lean(item) for key, item in value.items() if key not in ("Geometry", "ResponseMetadata")}
    return [lean(item) for item in value] if isinstance(value, list) else value


def _covers(name: str, *, first: int, last: int) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and int(found["first"]) <= last and first <= int(found["last"])


def _warnings(answer: Mapping[str, Any]) -> dict[int, str]:
    return {
        int(page): str(warning.get("ErrorCode", "UNREADABLE"))
        for warning in answer.get("Warnings") or []
        for page in warning.get("Pages") or []
    }
