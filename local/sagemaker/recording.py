"""Makers of kinds that are recorded: called otherwise than their operations, or running until stopped."""

import time

from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, new_record
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records

STOPPING_SECONDS = 0.2
"""From Stopping to Stopped; on AWS it takes a minute or two."""
_DUE = "_stopped_at"


def register(kind: Kind, *, lists: str = "", of: str = "", delete: bool = True, **named: str) -> None:
    """Register a kind whose operations are called otherwise: `of` in place of its name, `lists` the list."""
    name = of or kind.name

    @operation(f"Create{name}")
    def create(request: Request) -> Answer:
        made = new_record(kind, request)
        return {**made, **{answer: made[member] for answer, member in named.items()}}

    @operation(lists or f"List{name}s")
    def lists_(request: Request) -> Answer:
        found = [
            {**record, **{answer: record[member] for answer, member in named.items()}}
            for record in map(_by_now, records.list(kind.name))
        ]
        return listed(model=MODEL.operation_model(lists or f"List{name}s"), found=found, request=request)

    if delete:

        @operation(f"Delete{name}")
        def delete_(request: Request) -> Answer:
            return records.delete(kind.name, request[kind.identifier])


def stoppable(kind: Kind, status: str, *, deletable: bool, ends: str = "STOPPED", **named: str) -> None:
    """Register a kind that runs until it is stopped; its words are written large or small as AWS does."""
    register(kind, delete=False, **named)
    stopped = stops(kind, status, ends=ends)

    if deletable:

        @operation(f"Delete{kind.name}")
        def delete(request: Request) -> Answer:
            record = _by_now(records.get(kind.name, request[kind.identifier]))
            if record[status] != stopped:
                message = f"Status ({record[status]}) not in ([{stopped}, Failed]). Unable to delete."
                raise ServiceError(message=message)
            return records.delete(kind.name, request[kind.identifier])


def stops(kind: Kind, status: str, *, of: str = "", ends: str = "STOPPED") -> str:
    """Register the operation that stops one, and return the status of what is stopped."""
    words = "STOPPING", ends
    stopping, stopped = words if kind.at_creation[status].isupper() else map(str.title, words)

    @operation(f"Stop{of or kind.name}")
    def stop(request: Request) -> Answer:
        name = request[kind.identifier]
        record = _by_now(records.get(kind.name, name))
        if record[status] in (stopping, stopped):
            message = f"The request was rejected because the {kind.name} is in status {record[status]}."
            raise ServiceError(message=message)
        due = time.monotonic() + STOPPING_SECONDS
        return records.update(kind.name, name, **{status: stopping, _DUE: (due, status, stopped)})

    return stopped


def _by_now(record: Record) -> Record:
    if _DUE not in record:
        return record
    due, status, stopped = record[_DUE]
    return {**record, status: stopped} if time.monotonic() >= due else record
