"""How any answer is put on the wire: strict JSON, one request id, nothing sniffed."""

import json
import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from .negotiation import JSON
from .problems import MEDIA_TYPE, ProblemError
from .resolver import Response

REQUEST_ID_HEADER = "x-request-id"
NO_STORE = {"cache-control": "no-store"}
# Half a pair has no UTF-8, and what some readers take for the end of a line would cut a stream's event.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class AiAnswer(BaseModel):
    """What every AI answer has."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    request_id: str = Field(description="The request id, also in the header `x-request-id`.")


def json_answer(
    answer: BaseModel,
    *,
    request_id: str,
    status: int = 200,
    seconds_fresh: int = 0,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """Answer in strict JSON; `seconds_fresh` is how long the client may keep it."""
    cached = {"cache-control": f"private, max-age={seconds_fresh}"} if seconds_fresh else NO_STORE
    return _answer(
        status,
        body=to_json(answer),
        media_type=JSON,
        request_id=request_id,
        headers={**cached, **(headers or {})},
    )


def text_answer(
    body: str,
    *,
    media_type: str,
    request_id: str,
    version: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """Answer 200 with a body that is already written."""
    versioned = {"x-model-version": version} if version else {}
    told = {**NO_STORE, **versioned, **(headers or {})}
    return _answer(200, body=body, media_type=media_type, request_id=request_id, headers=told)


def problem_answer(
    error: ProblemError, *, request_id: str, path: str, headers: Mapping[str, str] | None = None
) -> Response[str]:
    """Answer with an RFC 9457 problem."""
    problem = error.problem(request_id=request_id, path=path)
    retry = {} if error.retry_after is None else {"retry-after": str(error.retry_after)}
    return _answer(
        problem.status,
        body=to_json(problem, exclude_none=True),
        media_type=MEDIA_TYPE,
        request_id=request_id,
        headers={**NO_STORE, **retry, **(headers or {})},
    )


def to_json(answer: BaseModel, *, exclude_none: bool = False) -> str:
    """Write strict JSON (RFC 8259): letters of any language as they are, on one line, never NaN."""
    document = answer.model_dump(mode="json", exclude_none=exclude_none)
    text = json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _answer(
    status: int, *, body: str, media_type: str, request_id: str, headers: Mapping[str, str]
) -> Response[str]:
    shared = {REQUEST_ID_HEADER: request_id, "x-content-type-options": "nosniff"}
    return Response(status_code=status, content_type=media_type, body=body, headers={**shared, **headers})
