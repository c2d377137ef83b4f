"""What a drift job is told: thresholds and the window, as variables of the processing job."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(gt=0, le=1)]


class Settings(BaseModel):
    """`LAB2API_DRIFT_<FIELD>` each. Rows outside the window are counted and not compared.

    A feature has drifted when its adjusted p-value is at most `p_value` **and** its effect is at least
    `effect_size`: with many rows any difference is significant, and with few any difference is large.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum_rows: Annotated[int, Field(ge=20)] = 200
    drifted_share: Share = 0.3
    p_value: Share = 0.01
    effect_size: Share = 0.15
    window_start: datetime | None = None
    window_end: datetime | None = None
    version: str = ""
    """Of the model in service, as the registry counts it; the card's own where it is left away."""
    objects_left_out: Annotated[int, Field(ge=0)] = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the variables; what is not set has its default."""
        source = os.environ if environment is None else environment
        named = {name: source.get(f"LAB2API_DRIFT_{name.upper()}") for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in named.items() if value})

    def contains(self, moment: datetime) -> bool:
        """Tell whether a request of this moment is compared."""
        early = self.window_start is not None and moment < self.window_start
        late = self.window_end is not None and moment > self.window_end
        return not early and not late
