"""A dashboard's body as types.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    # The body's own grammar has more than is drawn here; what is not drawn is not refused.
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Axis(_Part):
    """Its label, which names the unit, and its lower end."""

    label: str = ""
    min: float | None = None


class Axes(_Part):
    """The left and the right axis."""

    left: Axis = Axis()
    right: Axis = Axis()


class Line(_Part):
    """A threshold."""

    value: float
    label: str = ""


class Annotations(_Part):
    """Thresholds over a graph."""

    horizontal: tuple[Line, ...] = ()


class GraphProperties(_Part):
    """A graph: `metrics` has a row a metric or expression, the last item being its options."""

    title: str = ""
    metrics: tuple[tuple[Any, ...], ...] = ()
    stacked: bool = False
    period: int = 300
    stat: str = "Average"
    axes: Annotated[Axes, Field(alias="yAxis")] = Axes()
    annotations: Annotations = Annotations()


class TextProperties(_Part):
    """Words in Markdown."""

    markdown: str


class AlarmProperties(_Part):
    """ARNs of alarms whose states are shown."""

    title: str = ""
    alarms: tuple[str, ...] = ()


class _Placed(_Part):
    """Where a widget is on the grid of 24 columns."""

    x: int = 0
    y: int = 0
    width: int = 6
    height: int = 6


class Graph(_Placed):
    """Metrics over time."""

    type: Literal["metric"]
    properties: GraphProperties


class Text(_Placed):
    """Words."""

    type: Literal["text"]
    properties: TextProperties


class Alarms(_Placed):
    """States of alarms."""

    type: Literal["alarm"]
    properties: AlarmProperties


Widget = Annotated[Graph | Text | Alarms, Field(discriminator="type")]


class Body(_Part):
    """All widgets of a page."""

    widgets: tuple[Widget, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what GetDashboard returns; pydantic's ValidationError names what is not understood."""
        return cls.model_validate_json(text)

    @property
    def rows(self) -> int:
        """The height of the page on the grid."""
        return max((widget.y + widget.height for widget in self.widgets), default=1)
