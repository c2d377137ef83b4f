"""Makers of kinds: most of SageMaker's things are listed, told by their name, and deleted by it."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox_teardown.calls import PAGE, ask, every
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing

Operation = Callable[..., dict[str, Any]]


def owned(
    label: str,
    sandbox: Sandbox,
    *,
    found: Operation,
    member: str,
    name: str,
    remove: Operation,
    called: str = "",
    status: str = "",
    narrowed: str = "NameContains",
    given: str = "",
) -> Kind:
    """Return the kind of things that one list shows and one call deletes.

    `member` of the list's answer has the records, `name` of a record its name and `status` its state.
    `called` is the member of the deletion that names one, if it is not `name`; `given` is the member of the
    record that it takes, if it is not the name. `narrowed` is the list's own filter, "" where it has none.
    """

    def left() -> Iterator[Thing]:
        request: dict[str, Any] = PAGE | ({narrowed: sandbox.name} if narrowed else {})
        for record in every(found, member, **request):
            if sandbox.owns(str(record[name])):
                call = {called or name: record[given or name]}
                yield Thing(name=record[name], status=record.get(status, ""), call=call)

    return Kind(label=label, left=left, remove=lambda thing: ask(remove, **thing.call))


def running(
    label: str,
    sandbox: Sandbox,
    *,
    found: Operation,
    member: str,
    name: str,
    status: str,
    stop: Operation,
    delete: Operation | None = None,
    called: str = "",
) -> Kind:
    """Return the kind of things that run: they are stopped, and deleted once they have ended.

    Without `delete` AWS keeps what has ended as a record that costs nothing; it is not counted as left.
    """

    def left() -> Iterator[Thing]:
        for record in every(found, member, **PAGE, NameContains=sandbox.name):
            thing = Thing(name=record[name], status=record[status], call={called or name: record[name]})
            if sandbox.owns(thing.name) and (delete is not None or not thing.ended):
                yield thing

    def remove(thing: Thing) -> None:
        if not thing.ended:
            ask(stop, **thing.call)
        elif delete is not None:
            ask(delete, **thing.call)

    return Kind(label=label, left=left, remove=remove)
