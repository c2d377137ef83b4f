"""`[serving.autoscaling]` and `[serving.schedule]`: how many instances or copies there are, and when."""

from typing import Annotated

from pydantic import Field, StringConstraints

from config.instances import Cooldowns
from config.types import Section

Cron = Annotated[str, StringConstraints(pattern=r"^cron\(\S+( \S+){5}\)$")]
TimeZone = Annotated[str, StringConstraints(pattern=r"^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$")]


class Autoscaling(Cooldowns):
    """Target tracking on the requests that an instance works on at once."""

    min_instances: Annotated[int, Field(ge=1, le=100)]
    max_instances: Annotated[int, Field(ge=1, le=100)]
    concurrency_per_instance: Annotated[float, Field(gt=0, le=1_000)]


class Schedule(Section):
    """Off-hours: `down` and `up` are cron expressions with six fields, read in `time_zone`.

    While down, the modes that can have nothing at all, and nothing wakes them: what is asked for waits as a
    job until its deadline or until `up`. A real-time endpoint keeps one instance.
    """

    time_zone: TimeZone = "UTC"
    down: Cron
    up: Cron
