"""The verb: fetch the deployed page and its values, draw it, say where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError
from pydantic import ValidationError

from cli import terminal
from cli.dashboard.body import Alarms, Body, Graph
from cli.dashboard.measured import Curve, curves
from cli.dashboard.page import Page
from cli.target import ROOT, Target, of_environment

API = "api"
MARGIN = timedelta(minutes=1)
"""Left free before the first value, when a run is shorter than the range that was asked for."""


def dashboard(
    page: Annotated[str, typer.Argument(metavar="[MODEL|api]", help="A model's page, or the API's.")] = API,
    environment: Annotated[
        str, typer.Option("--env", help="local, or an environment of your AWS account.")
    ] = "local",
    out: Annotated[
        Path | None, typer.Option(help="The picture: .png, .svg or .pdf (default: build/dashboards/).")
    ] = None,
    minutes: Annotated[int, typer.Option(min=1, max=20_160, help="How far back it looks.")] = 180,
) -> None:
    """Draw a CloudWatch dashboard from the deployed definition, with the values of now."""
    target = of_environment(environment)
    path = out or ROOT / "build" / "dashboards" / f"{environment}-{page}.png"
    if path.suffix not in (".png", ".svg", ".pdf"):
        terminal.stop(f"--out {path}: the picture is .png, .svg or .pdf")
    with terminal.Phases().phase(f"Draw {name_of(target=target, page=page)}"):
        found = fetch(target=target, page=page, now=datetime.now(UTC), minutes=minutes)
        path.parent.mkdir(parents=True, exist_ok=True)
        _draw(found, path)
    terminal.out.print(f"picture: {path}", soft_wrap=True)


def name_of(*, target: Target, page: str) -> str:
    """Return the dashboard's name in CloudWatch."""
    return f"lab2api-{target.environment}" + ("" if page == API else f"-{page}")


def fetch(*, target: Target, page: str, now: datetime, minutes: int) -> Page:
    """Return what a picture needs: the body, the values of each graph, the alarms' states, the range."""
    cloudwatch = target.client("cloudwatch")
    body = _body(cloudwatch, target=target, page=page)
    # The newest minute is still being counted; with it a short local run is complete.
    start, end = now - timedelta(minutes=minutes), now + timedelta(seconds=1)
    values = {
        number: curves(widget, cloudwatch=cloudwatch, start=start, end=end)
        for number, widget in enumerate(body.widgets)
        if isinstance(widget, Graph)
    }
    return Page(
        body=body,
        curves=values,
        states=_states(cloudwatch, body),
        start=begin(values, start=start),
        end=end,
        note=f"{name_of(target=target, page=page)}, {target.region}",
    )


def begin(values: dict[int, list[Curve]], *, start: datetime) -> datetime:
    """Return where the pictures begin: at the first value, with a margin, if there is none before."""
    times = [curve.times[0] for found in values.values() for curve in found if any(curve.values)]
    return max(start, min(times) - MARGIN) if times else start


def _body(cloudwatch: Any, *, target: Target, page: str) -> Body:
    name = name_of(target=target, page=page)
    try:
        return Body.read(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("ResourceNotFound", "DashboardNotFoundError"):
            raise
        pages = cloudwatch.list_dashboards(DashboardNamePrefix=name_of(target=target, page=API))
        names = ", ".join(entry["DashboardName"] for entry in pages["DashboardEntries"]) or "none"
        terminal.stop(
            f"there is no dashboard {name}",
            hint=f"There are: {names}. [watch] dashboards = true deploys them, for all models but mocks.",
        )
    except ValidationError as error:
        terminal.stop(f"{name} has something that cannot be drawn: {error}")


def _states(cloudwatch: Any, body: Body) -> dict[str, str]:
    arns = [arn for widget in body.widgets if isinstance(widget, Alarms) for arn in widget.properties.alarms]
    names = [arn.partition(":alarm:")[2] for arn in arns]
    if not names:
        return {}
    found = cloudwatch.describe_alarms(AlarmNames=names, AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    every = [*found.get("MetricAlarms", []), *found.get("CompositeAlarms", [])]
    return {alarm["AlarmName"]: alarm["StateValue"] for alarm in every}


def _draw(page: Page, path: Path) -> None:
    # Here, because matplotlib takes half a second that no other verb should wait for.
    from cli.dashboard.picture import draw

    draw(page, path)
