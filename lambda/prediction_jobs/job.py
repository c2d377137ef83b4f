"""The record of one job: what was asked for, of which model, and until when it is worked on."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from job_store.ids import ID_PATTERN, folder
from job_store.objects import Objects

KIND: Literal["predictions"] = "predictions"
NAME = "job.json"


class Upload(BaseModel):
    """A file that the client put into the bucket; its rows are checked by whoever reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    key: str
    content_type: Literal["application/json", "text/csv"]


class PredictionsJob(BaseModel):
    """Written once, before anything is paid for; `fingerprint` tells another request with the same key."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    format: Literal[1] = 1
    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    kind: Literal["predictions"] = KIND
    caller: str
    created: int
    deadline: Annotated[int, Field(description="Seconds since 1970 after which nobody works on it any more.")]
    fingerprint: str
    request_id: str
    model: str
    target: str | None = None
    version: Annotated[
        str, Field(description="Served when it was opened; the answer says which one answered.")
    ]
    rows: Annotated[int | None, Field(description="None until an upload has been read.")] = None
    upload: Upload | None = None

    def name(self, *parts: str) -> str:
        """Return the object's name below the job's folder."""
        return folder(self.id) + "/".join(parts)

    @property
    def input(self) -> str:
        """The object with the rows as the endpoint takes them."""
        return self.name("input.json")


def read_job(objects: Objects, id_: str) -> PredictionsJob:
    """Read a job that is there."""
    return PredictionsJob.model_validate_json(objects.read(f"{folder(id_)}{NAME}").data)
