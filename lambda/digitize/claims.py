"""One delivery of a page at a time: a claim in the page's folder, which runs out by itself."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from job_store.objects import Objects

from .failures import PageBusyError

CLAIM_SECONDS = 35.0
"""Longer than the function lives: whoever holds an older claim is gone."""


@contextmanager
def claimed(objects: Objects, *, folder: str, now: Callable[[], float]) -> Iterator[None]:
    """Hold the page while working on it; raises PageBusyError while another delivery does."""
    name = f"{folder}claim"
    _take(objects, name, now())
    try:
        yield
    finally:
        objects.replace(name, _claim(0.0), etag=objects.read(name).etag)


def _take(objects: Objects, name: str, now: float) -> None:
    if objects.create(name, _claim(now + CLAIM_SECONDS)):
        return
    held = objects.read(name)
    if json.loads(held.data)["until"] > now:
        raise PageBusyError("another delivery of this page is at work")
    if not objects.replace(name, _claim(now + CLAIM_SECONDS), etag=held.etag):
        raise PageBusyError("another delivery of this page was faster")


def _claim(until: float) -> bytes:
    return json.dumps({"until": until}).encode()
