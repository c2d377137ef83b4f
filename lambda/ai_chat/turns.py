"""How a chat request becomes the turn that Bedrock is asked for, within the environment's limits."""

from http_api.passages import limit_texts
from http_api.problems import invalid

from .bedrock import Turn
from .requests import ChatRequest
from .settings import Settings


def turn_of(request: ChatRequest, *, settings: Settings) -> Turn:
    """Check the text and the tokens; a 413 or 400 names the field, before anything is paid for."""
    texts = {f"messages[{i}].content": m.content for i, m in enumerate(request.messages)}
    limit_texts(texts, most=settings.max_text_bytes)
    return Turn(
        messages=[(message.role, message.content) for message in request.messages],
        max_tokens=_tokens(request.max_tokens, most=settings.max_output_tokens),
        temperature=request.temperature,
        system=request.system,
    )


def _tokens(wanted: int | None, *, most: int) -> int:
    if wanted is not None and wanted > most:
        raise invalid("max_tokens", f"is above {most}, the most of this environment")
    return wanted or most
