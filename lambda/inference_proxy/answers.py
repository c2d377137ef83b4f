"""What the read routes answer, and how any answer is put on the wire."""

import json
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from .negotiation import JSON
from .problems import MEDIA_TYPE, ProblemError

REQUEST_ID_HEADER = "x-request-id"


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Health(_Answer):
    """The function answers; no model is asked."""

    status: Literal["ok"] = "ok"
    environment: str


class ModelSummary(_Answer):
    """One served model; `href` is where its card is."""

    name: str
    version: str
    href: Annotated[str, Field(description="Path of the model card.")]


class ModelList(_Answer):
    """Every served model, by name."""

    models: list[ModelSummary]


def json_answer(answer: BaseModel, *, request_id: str, seconds_fresh: int = 0) -> Response[str]:
    """Answer 200 in strict JSON; `seconds_fresh` is how long the client may keep it."""
    return _answer(
        200,
        body=to_json(answer),
        media_type=JSON,
        request_id=request_id,
        headers={"cache-control": f"private, max-age={seconds_fresh}" if seconds_fresh else "no-store"},
    )


def text_answer(body: str, *, media_type: str, request_id: str, version: str | None = None) -> Response[str]:
    """Answer 200 with a body that is already written."""
    headers = {"cache-control": "no-store"} | ({"x-model-version": version} if version else {})
    return _answer(200, body=body, media_type=media_type, request_id=request_id, headers=headers)


def problem_answer(error: ProblemError, *, request_id: str, path: str) -> Response[str]:
    """Answer with an RFC 9457 problem."""
    problem = error.problem(request_id=request_id, path=path)
    headers = {"cache-control": "no-store"}
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    return _answer(
        problem.status,
        body=to_json(problem, exclude_none=True),
        media_type=MEDIA_TYPE,
        request_id=request_id,
        headers=headers,
    )


def to_json(answer: BaseModel, *, exclude_none: bool = False) -> str:
    """Write strict JSON (RFC 8259): ASCII only, never NaN."""
    document = answer.model_dump(mode="json", exclude_none=exclude_none)
    return json.dumps(document, allow_nan=False, separators=(",", ":"))


def _answer(
    status: int, *, body: str, media_type: str, request_id: str, headers: dict[str, str]
) -> Response[str]:
    shared = {REQUEST_ID_HEADER: request_id, "x-content-type-options": "nosniff"}
    return Response(status_code=status, content_type=media_type, body=body, headers=shared | headers)
