"""What the state machine asks the function for."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class StepRequest(BaseModel):
    """What the state machine sends; `began` is when the shadow began, `cause` what went wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Literal[
        "look", "claim", "turn", "compare", "promoted", "rolled_back", "shadow_lost", "gave_up", "unfollowed"
    ]
    package: str
    execution: str = ""
    over: int = Field(default=0, description="The newest version that this one need not yield to.")
    replaced: str = ""
    began: datetime | None = None
    why: str = ""
    cause: str = Field(default="", description="JSON or text of a failed state.")
