"""Server-sent events on the wire (WHATWG HTML, 9.2): a name, one line of strict JSON, a blank line."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, Field

from http_api.answers import to_json
from http_api.problems import Problem

MEDIA_TYPE = "text/event-stream"
HEARTBEAT = b": the answer is being made\n\n"
"""A comment: clients skip it, and nothing between them and us takes the connection for idle."""


class Event(BaseModel):
    """The data of one event; `event` is its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    event: ClassVar[str]


class Delta(Event):
    """The next piece of the text, in NFC when all pieces are joined."""

    event: ClassVar[str] = "delta"
    text: Annotated[str, Field(min_length=1)]


class Source(Protocol):
    """A stream that the service behind has opened."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What the answer's headers say about it."""

    def events(self) -> Iterator[Event]:
        """Yield deltas, then one last event; a ProblemError breaks it off. Runs in a thread of its own.

        Closed before its end, it ends the call to the service.
        """


def encode(event: Event) -> bytes:
    """Write one event."""
    return _framed(event.event, event)


def encode_problem(problem: Problem) -> bytes:
    """Write the event that ends a stream which broke off."""
    return _framed("error", problem)


def _framed(name: str, data: BaseModel) -> bytes:
    return f"event: {name}\ndata: {to_json(data, exclude_none=True)}\n\n".encode()
