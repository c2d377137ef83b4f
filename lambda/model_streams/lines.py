"""What a generative container streams: JSON lines, one a token, in the schema of AWS's LMI containers.

Source: DJL Serving documentation, "LMI handlers Inference API Schema", streaming, `application/jsonlines`.
"""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from http_api.problems import Kind, ProblemError

MEDIA_TYPE = "application/jsonlines"
LONGEST_LINE_BYTES = 1024 * 1024
"""The last line may repeat the whole text."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Token(_Read):
    """One token's text."""

    text: str


class Details(_Read):
    """How it ended, on the last line."""

    finish_reason: str
    generated_tokens: int = Field(ge=0)


class Line(_Read):
    """One line."""

    token: Token
    details: Details | None = None


def read_lines(parts: Iterable[bytes]) -> Iterator[Line]:
    """Put lines together from parts that are cut anywhere; 502 for what is no line of the schema."""
    waiting = b""
    for part in parts:
        *whole, waiting = (waiting + part).split(b"\n")
        if len(waiting) > LONGEST_LINE_BYTES:
            raise junk("it has a line without an end")
        yield from (_line(line) for line in whole if line.strip())
    if waiting.strip():
        yield _line(waiting)


def _line(data: bytes) -> Line:
    try:
        return Line.model_validate_json(data)
    except ValidationError as error:
        raise junk("it is not the tokens of a generated text") from error


def junk(reason: str) -> ProblemError:
    """Build the 502 for an answer that cannot be passed on."""
    return ProblemError(Kind.MODEL_FAILED, f"The model's answer cannot be used: {reason}.")
