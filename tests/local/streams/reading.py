"""Server-sent events as a client reads them, one at a time."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

Event = tuple[str, dict[str, Any]]


def events(response: httpx.Response) -> Iterator[Event]:
    """Yield (name, data); a heartbeat is ("", {})."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
        elif line.startswith(":"):
            yield "", {}


def texts(found: list[Event]) -> str:
    return "".join(data["text"] for name, data in found if name == "delta")
