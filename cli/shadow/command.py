"""The verb: read what was captured and counted, compare, judge, and write it down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli import terminal
from cli.shadow import captured, comparison
from cli.shadow.endpoint import Shadowed
from cli.shadow.measured import measure
from cli.shadow.result import WORDS, Comparison
from cli.shadow.verdict import Thresholds, judge
from cli.target import ROOT, Target, of_environment

NOT_PROMOTED = 3
"""The exit code of a verdict other than `promote`."""


def shadow(
    model: Annotated[str, typer.Argument(help="A model whose endpoint has a shadow variant.")],
    environment: Annotated[
        str, typer.Option("--env", help="local, or an environment of your AWS account.")
    ] = "local",
    out: Annotated[
        Path | None, typer.Option(help="The report (default: build/shadow/ENV-MODEL.html).")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=720, help="How far back it looks.")] = 24,
    most: Annotated[int, typer.Option(min=1, help="Requests to compare at most, the newest.")] = 10_000,
    agreement: Annotated[
        float, typer.Option(min=0, max=1, help="Rows with the same answer, at least.")
    ] = 0.95,
    latency_ratio: Annotated[float, typer.Option(min=0, help="Its p99 over production's, at most.")] = 1.5,
    errors: Annotated[
        float, typer.Option(min=0, max=1, help="Failed calls above production's share.")
    ] = 0.01,
    rows: Annotated[int, typer.Option(min=1, help="Rows to judge by, at least.")] = 100,
    tolerance: Annotated[
        float, typer.Option(min=0, help="Regression: the same within so many standard deviations.")
    ] = 0.1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Compare a shadow variant with production. Ends with 0 if it may be promoted, else with 3."""
    target = of_environment(environment)
    thresholds = Thresholds(
        agreement=agreement, latency_ratio=latency_ratio, errors=errors, rows=rows, tolerance=tolerance
    )
    with terminal.Phases().phase(f"Compare the shadow of {model}"):
        found = compare(
            target=target, model=model, thresholds=thresholds, now=datetime.now(UTC), hours=hours, most=most
        )
    path = out or ROOT / "build" / "shadow" / f"{environment}-{model}.html"
    _write(found, path)
    if as_json:
        terminal.print_json(found.as_json() | {"report": str(path)})
    else:
        show(found)
        terminal.out.print(f"report: {path}", soft_wrap=True)
    if found.verdict.answer != "promote":
        raise typer.Exit(NOT_PROMOTED)


def compare(
    *, target: Target, model: str, thresholds: Thresholds, now: datetime, hours: int, most: int
) -> Comparison:
    """Read S3 and CloudWatch, and judge."""
    shadowed = Shadowed.of(target=target, model=model)
    start, end = now - timedelta(hours=hours), now + timedelta(minutes=1)
    pairs = captured.read(s3=target.client("s3"), shadowed=shadowed, start=start, end=end, most=most)
    cloudwatch = target.client("cloudwatch")
    production, other = (
        measure(cloudwatch=cloudwatch, shadowed=shadowed, variant=variant, start=start, end=end)
        for variant in (shadowed.production, shadowed.shadow)
    )
    agreed = comparison.agree(pairs.rows, tolerance=thresholds.tolerance)
    return Comparison(
        shadowed=shadowed,
        start=start,
        end=end,
        pairs=pairs,
        agreement=agreed,
        production=production,
        shadow=other,
        verdict=judge(agreed, production=production, shadow=other, thresholds=thresholds),
    )


def show(found: Comparison) -> None:
    """Print the verdict and what it rests on."""
    shadowed, pairs = found.shadowed, found.pairs
    table = Table("", "what", "seen", "wanted", title=f"{shadowed.endpoint}: {shadowed.shadow}", box=None)
    for each in found.verdict.findings:
        table.add_row("[green]✓[/]" if each.good else "[red]✗[/]", each.what, each.seen, each.wanted)
    terminal.out.print(table)
    for name, measured in (("production", found.production), ("shadow", found.shadow)):
        times = ", ".join(
            f"{rank} {value:.1f} ms"
            if (value := getattr(measured, rank)) is not None
            else f"{rank} not measured"
            for rank in ("p50", "p90", "p99")
        )
        terminal.out.print(
            f"[dim]{name:10} {measured.invocations} calls, {measured.errors} failed, {times}[/]"
        )
    terminal.out.print(
        f"[dim]{pairs.requests} requests compared, {pairs.alone} seen by one variant only, "
        f"{pairs.unreadable} not comparable[/]"
    )
    colour = {"promote": "green", "keep": "red", "wait": "yellow"}[found.verdict.answer]
    terminal.out.print(f"[bold {colour}]{WORDS[found.verdict.answer]}[/]")


def _write(found: Comparison, path: Path) -> None:
    # Here, because matplotlib takes half a second that no other verb should wait for.
    from cli.shadow.report import render

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(found), encoding="utf-8")
