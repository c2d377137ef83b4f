"""Large bodies go straight to S3: a presigned PUT for one file of a declared size, for one caller."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import ConfigDict, Field

from http_api.answers import AiAnswer
from http_api.problems import Kind, ProblemError, invalid
from http_api.requests import WHOLE, AiRequest
from http_api.uploads import folder_of
from prediction_jobs.job import Upload

SECONDS = 900
"""How long the address is good for, at most: it ends with the credentials that signed it, too."""
MediaType = Literal["application/json", "text/csv"]


class NewUploadRequest(AiRequest):
    """The file that will be put: both are signed, so that S3 takes no other size and no other type."""

    model_config = ConfigDict(defer_build=True)

    content_type: MediaType = "application/json"
    content_length: Annotated[int, Field(ge=1, description="Bytes of the file."), WHOLE]


class RowsUpload(AiAnswer):
    """Where to PUT the file, once, with exactly these headers; `upload` then stands for its rows."""

    model_config = ConfigDict(defer_build=True)

    upload: str
    url: str
    headers: dict[str, str]
    expires: datetime


class Presign(Protocol):
    """The address of a PUT that is good for SECONDS: boto3's generate_presigned_url of `put_object`."""

    def __call__(self, *, key: str, content_type: str, content_length: int) -> str:
        """Sign the request."""


Look = Callable[[str], Mapping[str, Any] | None]
"""Look at an object by its key (S3's HeadObject); None where there is none."""


@dataclass(frozen=True)
class Uploads:
    """Offers addresses, and finds what was put there, for the caller who asked and for no other."""

    presign: Presign
    look: Look
    most_bytes: int
    now: Callable[[], float]

    def offer(self, request: NewUploadRequest, *, caller: str, model: str, request_id: str) -> RowsUpload:
        """Sign one PUT; 413 above the limit."""
        if request.content_length > self.most_bytes:
            raise self._too_large(request.content_length)
        id_ = secrets.token_hex(16)
        length, media_type = request.content_length, request.content_type
        url = self.presign(
            key=_key(id_, caller=caller, model=model), content_type=media_type, content_length=length
        )
        return RowsUpload(
            upload=id_,
            url=url,
            headers={"content-type": media_type, "content-length": str(length), "if-none-match": "*"},
            expires=datetime.fromtimestamp(int(self.now()) + SECONDS, tz=UTC),
            request_id=request_id,
        )

    def find(self, id_: str, *, caller: str, model: str) -> Upload:
        """Find a file that was put; 400 naming `upload` where it is not there, or not this caller's."""
        key = _key(id_, caller=caller, model=model)
        found = self.look(key)
        if found is None:
            raise invalid("upload", "is not there: PUT the file to its url first; uploads expire")
        if found["ContentLength"] > self.most_bytes:
            raise self._too_large(found["ContentLength"])
        media_type = found.get("ContentType")
        if media_type not in ("application/json", "text/csv"):
            raise invalid("upload", "was put with another content-type than the one that was asked for")
        return Upload(key=key, content_type=media_type)

    def _too_large(self, size: int) -> ProblemError:
        detail = f"The file has {size} bytes, at most {self.most_bytes} are taken: send it in several files."
        return ProblemError(Kind.TOO_LARGE, detail)


def _key(id_: str, *, caller: str, model: str) -> str:
    """Name the object below a folder that only this caller's requests lead to."""
    return f"{folder_of(caller)}{model}/{id_}"
