"""What clients send to a generative model."""

from typing import Annotated

from pydantic import Field

from http_api.problems import invalid
from http_api.requests import WHOLE, AiRequest, Text
from served_models.card import Card, Generation

LARGEST_SEED = 2**32 - 1


class GenerationRequest(AiRequest):
    """A text to go on with; the model's card says how long it may be and how much may follow."""

    prompt: Text
    max_tokens: Annotated[
        Annotated[int, Field(ge=1), WHOLE] | None, Field(description="At most; the card's limit by default.")
    ] = None
    temperature: Annotated[
        float, Field(ge=0.0, le=2.0, description="0 takes the likeliest token every time.")
    ] = 0.7
    seed: Annotated[
        Annotated[int, Field(ge=0, le=LARGEST_SEED), WHOLE] | None,
        Field(description="The same seed and request give the same text."),
    ] = None


def within(request: GenerationRequest, *, card: Card, model: str) -> Generation:
    """Hold a request to the card of a generative model; a 400 names the field, or the route for others."""
    limits = card.generation
    if limits is None:
        raise invalid(
            "model", f"predicts from rows and generates no text: use POST /v1/models/{model}/predictions"
        )
    if len(request.prompt) > limits.max_prompt_characters:
        raise invalid("prompt", f"has more than the model's {limits.max_prompt_characters} characters")
    if (request.max_tokens or 1) > limits.max_new_tokens:
        raise invalid("max_tokens", f"is above {limits.max_new_tokens}, the most of this model")
    return limits
