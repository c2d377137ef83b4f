"""Putting records: some at once, again when throttled, and only what the online store has not yet."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from feature_store.group import Group

AT_ONCE = 16
MOST_ATTEMPTS = 6
BATCH = 100
"""Identifiers that one BatchGetRecord takes."""
_CAP_SECONDS = 10.0
_PASSING = {
    "InternalFailure",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_system_random = random.SystemRandom()
Item = TypeVar("Item")
Result = TypeVar("Result")


class PutError(Exception):
    """A record that the service refused; the message is the service's."""


@dataclass(frozen=True)
class Patience:
    """How waits are waited; a test's takes no time."""

    sleep: Callable[[float], None] = time.sleep
    uniform: Callable[[float, float], float] = _system_random.uniform


class Writer:
    """`client` is boto3's of sagemaker-featurestore-runtime, which threads may share."""

    def __init__(self, client: Any, *, group: Group, patience: Patience | None = None) -> None:
        self._client = client
        self.group = group
        self._patience = patience or Patience()

    def put(self, record: dict[str, str]) -> None:
        """Put one record; `PutError` if it is refused, or throttled to the end."""
        named = [{"FeatureName": name, "ValueAsString": text} for name, text in record.items()]
        self._patiently(lambda: self._client.put_record(FeatureGroupName=self.group.name, Record=named))

    def known(self, records: Sequence[dict[str, str]]) -> list[bool]:
        """Tell which of at most a hundred records the online store has exactly so: they need no writing."""
        wanted = list(dict.fromkeys(record[self.group.identifier] for record in records))
        asked = {"FeatureGroupName": self.group.name, "RecordIdentifiersValueAsString": wanted}
        answer = self._patiently(lambda: self._client.batch_get_record(Identifiers=[asked]))
        there = {
            found["RecordIdentifierValueAsString"]: {
                one["FeatureName"]: one["ValueAsString"] for one in found["Record"] if "ValueAsString" in one
            }
            for found in answer["Records"]
        }
        return [there.get(record[self.group.identifier]) == record for record in records]

    def _patiently(self, call: Callable[[], Any]) -> Any:
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                return call()
            except (ClientError, BotoCoreError) as error:
                if attempt == MOST_ATTEMPTS or not _passes(error):
                    raise PutError(_said(error)) from error
            self._patience.sleep(self._patience.uniform(0, min(_CAP_SECONDS, 0.2 * 2**attempt)))
        raise AssertionError("unreachable: the last attempt returns or raises")


def in_batches(items: Iterable[Item], *, size: int = BATCH) -> Iterator[list[Item]]:
    """Yield lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def at_once(
    work: Callable[[Item], Result], items: Iterable[Item], *, threads: int = AT_ONCE
) -> Iterator[tuple[Item, Result]]:
    """Do `work` for each item, so many at a time and no more waiting: memory holds what is at hand."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: dict[Future[Result], Item] = {}
        for item in items:
            if len(running) >= 2 * threads:
                yield from _done(running)
            running[pool.submit(work, item)] = item
        while running:
            yield from _done(running)


def _done(running: dict[Future[Result], Item]) -> Iterator[tuple[Item, Result]]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        yield running.pop(future), future.result()


def _passes(error: ClientError | BotoCoreError) -> bool:
    """Tell whether another try may do: records are the same again, so what broke off is sent again too."""
    return not isinstance(error, ClientError) or error.response["Error"]["Code"] in _PASSING


def _said(error: ClientError | BotoCoreError) -> str:
    return error.response["Error"]["Message"] if isinstance(error, ClientError) else str(error)
