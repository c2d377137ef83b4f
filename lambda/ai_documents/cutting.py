"""From the pieces of Textract's jobs to pages, some at a time: a job of any size fits its requests."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from document_pages import blocks, expenses
from document_pages.features import Features
from document_pages.pieces import Pieces
from job_store.objects import Objects

PAGES_AT_ONCE = 10
"""Written down as one object: about a hundred kilobytes."""


@dataclass(frozen=True)
class Cut:
    """The pages of one job, in objects of PAGES_AT_ONCE below `folder`, made from its `parts`."""

    objects: Objects
    folder: str
    features: Features
    parts: list[Pieces]
    margin_seconds: float

    def on(self, remaining: Callable[[], float]) -> bool:
        """Go on where the request before has stopped; True once every page is written down."""
        done = self.objects.names(self.folder)
        for first in self._firsts():
            name = f"{self.folder}{first:05}.json"
            if name in done:
                continue
            if remaining() <= self.margin_seconds:
                return False
            found = self._pages(first, first + PAGES_AT_ONCE - 1)
            self.objects.create(name, json.dumps(found, separators=(",", ":")).encode())
        return True

    def read(self) -> list[dict[str, Any]]:
        """Read the pages of a job that is cut."""
        names = [f"{self.folder}{first:05}.json" for first in self._firsts()]
        return [page for name in names for page in json.loads(self.objects.read(name).data)]

    def _firsts(self) -> range:
        last = [piece.pages for part in self.parts if (piece := part.last())]
        return range(1, max(last, default=0) + 1, PAGES_AT_ONCE)

    def _pages(self, first: int, last: int) -> list[dict[str, Any]]:
        found = {part.member: part.items(first=first, last=last) for part in self.parts}
        receipts = found.get("ExpenseDocuments")
        pages = expenses.join(
            blocks.read_blocks(found.get("Blocks", []), features=self.features),
            expenses.read_expenses(receipts or []),
            wants_expenses=receipts is not None,
        )
        return [page.model_dump(mode="json", exclude_none=True) for page in pages]
