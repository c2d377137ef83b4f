"""`[serving.deployment]`: how a new model takes the old one's place, and what brings the old one back."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from config.types import Section

Seconds = Annotated[int, Field(ge=0, le=3600)]


class Business(Section):
    """The band that the model's own answers stay in; a new version that leaves it is rolled back.

    With `label`, the share of rows predicted as that class (0..1); without, the mean of the predicted values,
    in the unit of the target column. Fewer `requests` within `evaluation_seconds` prove nothing: one row
    alone is all of one class.
    """

    label: Annotated[str, Field(min_length=1)] | None = None
    minimum: float
    maximum: float
    requests: Annotated[int, Field(ge=1)] = 20


class Guardrails(Section):
    """Alarms over `evaluation_seconds`, watched for `bake_seconds` after each step of the traffic.

    `errors` are answers of 500 and above, `model_errors` those the container did not answer with 200, both
    counted; `latency_ms` is the 99th percentile of the model's own time.
    """

    bake_seconds: Seconds = 300
    evaluation_seconds: Annotated[int, Field(ge=10, le=3600)] = 60
    errors: Annotated[int, Field(ge=1)] = 5
    model_errors: Annotated[int, Field(ge=1)] = 5
    latency_ms: Annotated[int, Field(ge=1, le=3_600_000)] = 500
    business: Business | None = None


class BlueGreen(Guardrails):
    """A second fleet takes `percent` of the traffic, then all of it (canary), or step by step (linear)."""

    traffic: Literal["canary", "linear"] = "canary"
    percent: Annotated[int, Field(ge=1, le=50)] = 50
    termination_wait_seconds: Seconds = 300

    @field_validator("traffic", mode="before")
    @classmethod
    def _refuse_rolling(cls, value: Any) -> Any:
        if value == "rolling":
            raise ValueError("replaces components only; take canary or linear, or set mode to component")
        return value


class QueuedBlueGreen(BlueGreen):
    """The same where nobody waits for the answer, so that one may take a minute."""

    latency_ms: Annotated[int, Field(ge=1, le=3_600_000)] = 60_000


class Rolling(Guardrails):
    """The copies of a component are replaced in place, `percent` of them at a time."""

    traffic: Literal["rolling"] = "rolling"
    percent: Annotated[int, Field(ge=5, le=50)] = 50

    @field_validator("traffic", mode="before")
    @classmethod
    def _refuse_blue_green(cls, value: Any) -> Any:
        if value in ("canary", "linear"):
            raise ValueError("a component has no second fleet; remove it, or set it to rolling")
        return value
