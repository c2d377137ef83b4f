"""The last event of a streamed chat."""

from typing import Annotated, ClassVar

from pydantic import Field

from ai_chat.answers import Blocked, StopReason, TokenUsage
from http_streams.events import Event


class ChatDone(Event):
    """How the turn ended and what it took; units and price as other routes say them in headers."""

    event: ClassVar[str] = "done"
    stop_reason: StopReason
    blocked: Blocked
    usage: TokenUsage
    units: Annotated[str, Field(description="Billed units by operation.")]
    price_usd: Annotated[str, Field(pattern=r"^\d+\.\d{9}$", description="Their list price, an estimate.")]
    price_basis: Annotated[str, Field(description="Of which region and day the prices are.")]
    request_id: Annotated[str, Field(description="The request id, also in the header `x-request-id`.")]
