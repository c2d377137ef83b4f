"""What clients send to chat and summaries."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from http_api.requests import WHOLE, AiRequest, Text, broken

from .limits import MOST_MESSAGES, MOST_OUTPUT_TOKENS, MOST_SENTENCES, MOST_SYSTEM_CHARACTERS

MaxTokens = Annotated[
    Annotated[int, Field(ge=1, le=MOST_OUTPUT_TOKENS), WHOLE] | None,
    Field(description="At most; the environment may allow fewer."),
]


class Message(AiRequest):
    """One turn of the conversation."""

    role: Literal["user", "assistant"]
    content: Text


class ChatRequest(AiRequest):
    """A conversation so far: user and assistant in turn, the user first and last."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    system: Annotated[
        Annotated[Text, Field(max_length=MOST_SYSTEM_CHARACTERS)] | None,
        Field(description="What the model is told before the conversation."),
    ] = None
    max_tokens: MaxTokens = None
    temperature: Annotated[float, Field(ge=0.0, le=1.0)] = 0.7

    @model_validator(mode="after")
    def _takes_turns(self) -> Self:
        for index, message in enumerate(self.messages):
            wanted = "assistant" if index % 2 else "user"
            if message.role != wanted:
                turns = f"must be '{wanted}': user and assistant take turns, the user first"
                raise broken(f"messages[{index}].role", turns)
        if len(self.messages) % 2 == 0:
            raise broken(
                f"messages[{len(self.messages) - 1}].role", "must be 'user': the last turn is theirs"
            )
        return self


class SummaryRequest(AiRequest):
    """A text to sum up, in its own language."""

    text: Text
    sentences: Annotated[int, Field(ge=1, le=MOST_SENTENCES), WHOLE] = 3
