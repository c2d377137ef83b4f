"""`[drift]`: is the model still asked what it was trained on, and what follows if not."""

from typing import Annotated

from pydantic import Field, StringConstraints

from config.types import InstanceType, Section

Share = Annotated[float, Field(gt=0, le=1)]
Prefix = Annotated[str, StringConstraints(pattern=r"^([\w.-]+/)+$", max_length=256)]


class Drift(Section):
    """Compares what `[training] model` was asked within `window_hours` with the rows it was measured on.

    A feature has drifted when its p-value, adjusted for all features, is at most `p_value` and its effect,
    the largest difference between the shares of rows, at least `effect_size`. The alarm rings when
    `drifted_share` of the features have. With fewer than `minimum_rows` nothing is said.
    """

    schedule: Annotated[str, StringConstraints(pattern=r"^(rate|cron)\(.+\)$")]
    window_hours: Annotated[float, Field(ge=0.01, le=168)] = 24
    """At most a week: the job's time and disk are made for it."""
    minimum_rows: Annotated[int, Field(ge=20, le=1_000_000)] = 200
    drifted_share: Share = 0.3
    p_value: Share = 0.01
    effect_size: Share = 0.15
    instance_type: InstanceType = "ml.m5.large"
    max_runtime_seconds: Annotated[int, Field(ge=60, le=86_400)] = 3_600
    report_days: Annotated[int, Field(ge=1, le=3_650)] = 365
    """How long reports, and the rows that they were made from, are kept."""

    retraining: bool = False
    """Whether the alarm starts the training pipeline."""
    retraining_data: Prefix | None = None
    """The folder of the raw bucket that it then reads: `datasets/<model>/` if left away."""
    cool_down_hours: Annotated[float, Field(gt=0, le=8_760)] = 24
    """No second retraining within this, however often the alarm rings."""
    max_per_week: Annotated[int, Field(ge=1, le=50)] = 2

    def data_prefix(self, model: str) -> str:
        """Return the folder that retraining reads."""
        return self.retraining_data or f"datasets/{model}/"
