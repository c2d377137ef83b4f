"""`[ai]`: the managed AI services behind /v1/ai."""

from typing import Annotated

from pydantic import Field, StringConstraints

from config.types import Section


class Ai(Section):
    """What a request may cost at most, and the model behind chat and summaries.

    Limits of Comprehend (100 KB a text) and of Nova Micro (5,000 tokens an answer) bound ours from above.
    """

    chat_model: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+-v\d+:\d+$")]
    max_text_bytes: Annotated[int, Field(ge=1_000, le=100_000)]
    max_output_tokens: Annotated[int, Field(ge=16, le=5_000)]
    reserved_concurrency: Annotated[int, Field(ge=1, le=1_000)] | None = None
