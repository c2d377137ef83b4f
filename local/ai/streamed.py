"""Stand-ins that answer with an event stream, checked by botocore's models event by event."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from botocore.model import OperationModel, StructureShape
from botocore.validate import ParamValidator

from local.ai import registry, shapes
from local.ai.registry import Request, StandIn

Event = tuple[str, dict[str, Any]]
"""The name of a member of the event stream, and what is in it."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A stream that has begun; `close` ends its source, and may be called from another thread."""

    events: Iterator[Event]
    close: Callable[[], None]


Opens = Callable[[Request], Opened]


def stream_operation(service: str, name: str, *, what: str) -> Callable[[Opens], Opens]:
    """Register the stand-in of an operation that answers with an event stream."""
    if not shapes.model(service).operation_model(name).has_event_stream_output:
        raise LookupError(f"{service} {name} does not stream")

    def register(opens: Opens) -> Opens:
        registry.add(service, name, StandIn(handler=opens, what=what, packages=()))
        return opens

    return register


def open_stream(service: str, name: str, request: Request) -> tuple[Opened, str]:
    """Open a stream as `registry.call` calls an operation; its events are checked while they are read."""
    found, model, checked = registry.asked(service, name, request)
    opened: Opened = found.handler(checked)
    return Opened(events=_checked_events(model, opened.events), close=opened.close), found.label


def streams(service: str, name: str) -> bool:
    """Tell whether an operation answers with an event stream."""
    known = shapes.model(service).operation_names
    return name in known and bool(shapes.model(service).operation_model(name).has_event_stream_output)


def _checked_events(model: OperationModel, events: Iterator[Event]) -> Iterator[Event]:
    members = cast(StructureShape, model.get_event_stream_output()).members
    for name, data in events:
        report = ParamValidator().validate(data, members[name])
        if report.has_errors():
            raise ValueError(f"{model.name} sends what its model refuses: {report.generate_report()}")
        yield name, data
