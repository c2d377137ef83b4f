"""`[watch]` and `[api.slo]`: dashboards, alarms, and what the API promises."""

from typing import Annotated

from pydantic import Field

from config.types import Section


class Slo(Section):
    """The API's objectives over 30 days; the defaults leave 43 minutes of failure a month.

    `availability`: the share of requests that are answered without a 5xx. `latency_share`: the share of
    requests that are answered within `latency_ms`.
    """

    availability: Annotated[float, Field(ge=0.9, le=0.99999)] = 0.999
    latency_ms: Annotated[int, Field(ge=10, le=29_000)] = 2_000
    latency_share: Annotated[float, Field(ge=0.5, le=0.999)] = 0.99


class Watch(Section):
    """What is watched of the API and of every model but a mock.

    Three dashboards an account are free, each more costs USD 3 a month. The API's alarms cost about USD 2.40
    a month (14 metrics at 0.10, two composites at 0.50), a model's about 0.60; ten alarm metrics an account
    are free (CloudWatch pricing). Without `alarms` nobody is told of trouble, but those that guard a
    deployment are there all the same and roll it back.
    """

    dashboards: bool = True
    alarms: bool = True
