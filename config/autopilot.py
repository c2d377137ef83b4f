"""`[autopilot]`: SageMaker Autopilot beside the hand-written training or instead of it, bounded thrice."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.prices import hourly, prices
from config.types import Section

GRACE_SECONDS = 600
"""After its time limit Autopilot ends gracefully with its best candidate; so much later it is stopped."""

Metric = Literal["AUC", "Accuracy", "F1macro", "R2", "RMSE", "MAE"]
"""Autopilot's names of the metrics that the hand-written training measures too; others compare nothing."""


class Autopilot(Section):
    """One run costs at most `max_usd`, by the assumption in config/catalogs/prices.toml.

    `objective` is what candidates are chosen and compared by. Without `max_runtime_seconds` the time is what
    `max_usd` leaves. `text_column` holds the text of a text problem; `[training] target` is predicted always.
    """

    problem: Literal["tabular", "text"] = "tabular"
    mode: Literal["beside", "instead"] = "beside"
    objective: Metric
    max_candidates: Annotated[int, Field(ge=1, le=250)]
    max_runtime_per_training_job_seconds: Annotated[int, Field(ge=10, le=432_000)]
    max_runtime_seconds: Annotated[int, Field(ge=10, le=432_000)] | None = None
    max_usd: Annotated[float, Field(gt=0, le=10_000)]
    text_column: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None
    poll_seconds: Annotated[int, Field(ge=1, le=300)] = 60
    cool_down_hours: Annotated[float, Field(gt=0, le=8_760)] = 24
    """No second search by itself within this, however often the pipeline succeeds or data arrive."""
    max_per_week: Annotated[int, Field(ge=1, le=50)] = 2
    """Searches by itself: at most so often `max_usd`. A person's `lab2api autopilot run` is not held back."""

    @property
    def assumed_type(self) -> str:
        """The instance type that Autopilot is assumed to take."""
        assumed = prices().autopilot
        return assumed.tabular_type if self.problem == "tabular" else assumed.text_type

    @property
    def hourly_usd(self) -> float:
        """What one instance-hour is assumed to cost: Autopilot chooses its instances by itself."""
        price = hourly(self.assumed_type, region=prices().region, use="training")
        if price is None:
            raise LookupError(f"config/catalogs/hourly_prices.json has no price of {self.assumed_type}")
        return price.usd

    @property
    def runtime_seconds(self) -> int:
        """The time limit of the job: the one that is set, or the longest that `max_usd` pays for."""
        if self.max_runtime_seconds is not None:
            return self.max_runtime_seconds
        return int(self.max_usd / self.hourly_usd * 3600) - GRACE_SECONDS - self._training_seconds

    @property
    def worst_usd(self) -> float:
        """The cost of every candidate at its limit, and of one more instance for the job's whole time.

        That one prepares the data and explains the best candidate.
        """
        seconds = self.runtime_seconds + GRACE_SECONDS + self._training_seconds
        return seconds * self.hourly_usd / 3600

    @property
    def most_polls(self) -> int:
        """How often the job is looked at before it is stopped."""
        return -(-(self.runtime_seconds + GRACE_SECONDS) // self.poll_seconds)

    @property
    def _training_seconds(self) -> int:
        return self.max_candidates * self.max_runtime_per_training_job_seconds
