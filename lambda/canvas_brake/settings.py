"""The environment of the function, and what CloudWatch sends when an alarm calls it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AliasChoices, BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Its variables."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    domain_id: str = Field(validation_alias=AliasChoices("DOMAIN_ID"), min_length=1)
    idle_minutes: int = Field(validation_alias=AliasChoices("IDLE_MINUTES"), gt=0)

    @property
    def idle(self) -> timedelta:
        """How long nobody has to have used a session."""
        return timedelta(minutes=self.idle_minutes)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was written of a session in one minute: since when it is unused, at the least and the most."""

    at: datetime
    shortest: timedelta
    longest: timedelta


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Metric(_Part):
    """The metric that an alarm looks at."""

    name: str
    dimensions: dict[str, str]


class MetricStat(_Part):
    """A metric as an alarm has it."""

    metric: Metric


class AlarmMetric(_Part):
    """One of an alarm's metrics."""

    metric_stat: MetricStat = Field(alias="metricStat")


class Configuration(_Part):
    """What an alarm looks at: ours, one metric."""

    metrics: tuple[AlarmMetric, ...] = Field(min_length=1, max_length=1)


class State(_Part):
    """An alarm's state, `ALARM` or other, and since when."""

    value: str
    timestamp: datetime


class AlarmData(_Part):
    """An alarm."""

    alarm_name: str = Field(alias="alarmName")
    state: State
    configuration: Configuration


class AlarmEvent(_Part):
    """What an alarm sends (CloudWatch guide, invoking a Lambda function from an alarm)."""

    alarm_data: AlarmData = Field(alias="alarmData")

    @property
    def dimensions(self) -> dict[str, str]:
        """Whose session: the metric's DomainId and UserProfileName."""
        return self.alarm_data.configuration.metrics[0].metric_stat.metric.dimensions
