"""A job of any kind, found for the client who opened it."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from http_api.problems import Kind, ProblemError
from job_store.ids import folder, is_job_id
from job_store.objects import Objects


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    caller: str


@dataclass(frozen=True)
class Found:
    """What is in the job's folder: its record, whose shape depends on `kind`, and all names."""

    kind: str
    record: bytes
    names: frozenset[str]


def find(objects: Objects, id_: str, *, caller: str) -> Found:
    """Find the job; 404 for one that is unknown, expired or another client's."""
    names = objects.names(folder(id_)) if is_job_id(id_) else set()
    name = f"{folder(id_)}job.json"
    if name not in names:
        raise _not_found()
    data = objects.read(name).data
    record = _Record.model_validate_json(data)
    if record.caller != caller:
        raise _not_found()
    return Found(kind=record.kind, record=data, names=frozenset(names))


def _not_found() -> ProblemError:
    return ProblemError(
        Kind.NOT_FOUND, "No such job: results expire, and only the client who opened a job sees it."
    )
