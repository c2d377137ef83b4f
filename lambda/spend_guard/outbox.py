"""News that people have not heard yet, in the ledger: a topic that fails loses none of it.

Written before the state that it tells of, deleted after it was published: at the worst it is told twice.
"""

from collections.abc import Iterable
from typing import Any

from class_ledger.items import items_below
from spend_guard.verdicts import News

PREFIX = "tell#"


class Outbox:
    """`table` is a boto3 Table of the ledger."""

    def __init__(self, *, table: Any, class_name: str) -> None:
        self._table, self._class = table, class_name

    def put(self, news: News) -> None:
        """Remember that it is to be told; twice is once."""
        told = {"sandbox": news.sandbox, "state": news.state, "reason": news.reason}
        self._table.put_item(Item={**self._key(news), **told})

    def all(self) -> list[News]:
        """Return what nobody has heard yet."""
        return [
            News(item["sandbox"], item["state"], item["reason"])
            for item in items_below(self._table, self._class, PREFIX)
        ]

    def done(self, told: Iterable[News]) -> None:
        """Forget what has been told, or is not so after all."""
        for news in told:
            self._table.delete_item(Key=self._key(news))

    def _key(self, news: News) -> dict[str, str]:
        return {"Class": self._class, "Item": f"{PREFIX}{news.sandbox}#{news.state}"}
