"""The last event of a generated text."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from http_streams.events import Event

StopReason = Annotated[
    Literal["end_turn", "max_tokens", "stop_sequence", "other"],
    Field(description="Why the model stopped, in the words of chat."),
]


class GenerationDone(Event):
    """How the text ended, and which version of the model wrote it."""

    event: ClassVar[str] = "done"
    model: Annotated[str, Field(description="The model's name.")]
    version: Annotated[str, Field(description="The model version that answered.")]
    stop_reason: StopReason
    tokens: Annotated[int, Field(ge=0, description="Tokens that were generated.")]
    request_id: Annotated[str, Field(description="The request id, also in the header `x-request-id`.")]
