"""`[lifecycle]`: who approves a registered model, and how an approved one gets behind the API."""

from typing import Annotated, Literal

from pydantic import Field

from config.types import Section

Seconds = Annotated[int, Field(ge=1, le=36_000)]


class Policy(Section):
    """What a model must reach to be approved without a person, in the unit of its card's score.

    `at_most_worse_by` is held against the version in production, where that has a score of the same name.
    """

    minimum_score: Annotated[float, Field(allow_inf_nan=False)]
    at_most_worse_by: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


class Lifecycle(Section):
    """From `registered` to `promoted` or `rolled back`, without a hand on it where `approval` is `policy`.

    With `deploy = "shadow"` a version first gets copies of the requests for `shadow_seconds`, at least
    `shadow_requests` of them; its p99 may be `shadow_latency_ratio` times production's. `deadline_seconds`
    bounds each wait: for the stack to be free, and for its update.
    """

    approval: Literal["person", "policy"]
    policy: Policy | None = None
    deploy: Literal["canary", "shadow"] = "canary"
    shadow_seconds: Seconds | None = None
    shadow_requests: Annotated[int, Field(ge=1)] = 20
    shadow_latency_ratio: Annotated[float, Field(gt=0, le=100)] = 2.0
    poll_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    deadline_seconds: Annotated[int, Field(ge=60, le=86_400)] = 10_800
