"""The environment contract of the function: what chat needs, and how long a stream may take."""

from typing import Annotated

from pydantic import Field

from ai_chat.settings import Settings as ChatSettings


class Settings(ChatSettings):
    """As chat's; `stream_seconds` is below the function's timeout."""

    stream_seconds: Annotated[int, Field(ge=30, le=840)] = 120
