"""What the route answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Value = int | float | str | None


class FeatureRecord(BaseModel):
    """One record; the identifier and the event time stand beside the features."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    group: Annotated[str, Field(description="The feature group.")]
    id: Annotated[str, Field(description="The record's identifier.")]
    event_time: Annotated[str, Field(description="When what it says was so: ISO 8601, UTC.")]
    features: Annotated[
        dict[str, Value],
        Field(description="Values by feature, numbers as numbers; null where the record has none."),
    ]
    request_id: Annotated[str, Field(description="The request id, also in the header `x-request-id`.")]
