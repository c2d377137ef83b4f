"""A fair sample of a stream in bounded memory: Vitter's algorithm R, with a fixed seed."""

import random
from typing import Generic, TypeVar

SEED = 5
MOST_ROWS = 10_000
"""Rows that are compared. 10,000 tell apart shares that differ by two hundredths."""

Item = TypeVar("Item")


class Reservoir(Generic[Item]):
    """Keeps `most` of the items that it is shown, each with the same chance; `seen` counts them all."""

    def __init__(self, *, most: int = MOST_ROWS, seed: int = SEED) -> None:
        self._most = most
        self._random = random.Random(seed)  # noqa: S311 - a sample, not a secret
        self.items: list[Item] = []
        self.seen = 0

    def add(self, item: Item) -> None:
        """Show one item."""
        self.seen += 1
        if len(self.items) < self._most:
            self.items.append(item)
            return
        place = self._random.randrange(self.seen)
        if place < self._most:
            self.items[place] = item
