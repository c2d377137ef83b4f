"""What a client asks: the schema of AWS's LMI containers, as far as this model has it.

Source: DJL Serving documentation, "LMI handlers Inference API Schema".
"""

from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generative.card import Generation
from generative.generator import Prompt
from tabular.problem import FieldError, RequestError, invalid

LINES, EVENTS, JSON = "application/jsonlines", "text/event-stream", "application/json"


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Parameters(_Asked):
    """How to write."""

    max_new_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None


class Request(_Asked):
    """`stream` is what LMI's clients send; here the Accept header decides, and nothing else."""

    inputs: Annotated[str, Field(min_length=1)]
    parameters: Parameters = Parameters()
    stream: bool = True


def read(body: bytes, *, limits: Generation) -> Prompt:
    """Read a request within the card's limits; raises a RequestError (400) that names the field."""
    try:
        asked = Request.model_validate_json(body)
    except ValidationError as error:
        raise invalid(*(_fault(detail["loc"], detail["msg"]) for detail in error.errors())) from error
    wanted = asked.parameters.max_new_tokens or limits.max_new_tokens
    if len(asked.inputs) > limits.max_prompt_characters:
        raise invalid(_fault(("inputs",), f"has more than {limits.max_prompt_characters} characters"))
    if wanted > limits.max_new_tokens:
        raise invalid(_fault(("parameters", "max_new_tokens"), f"is above {limits.max_new_tokens}"))
    return Prompt(
        text=asked.inputs,
        max_new_tokens=wanted,
        temperature=asked.parameters.temperature,
        seed=asked.parameters.seed,
    )


def answer_type(accept: str) -> str:
    """Choose lines, events or one JSON object by the Accept header; a RequestError (406) for none of them."""
    for part in accept.split(","):
        media_type = part.partition(";")[0].strip().lower()
        if media_type in (LINES, EVENTS, JSON):
            return media_type
        if media_type in ("", "*/*", "application/*"):
            return LINES
    raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"Accept allows none of {LINES}, {EVENTS} and {JSON}.")


def _fault(loc: tuple[int | str, ...], message: str) -> FieldError:
    return FieldError(field=".".join(map(str, loc)) or "body", message=message)
