"""The commands of `lab2api models`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import terminal
from cli.models import changing, shown
from cli.models.following import follow, has_lifecycle
from cli.models.versions import listed, one
from cli.target import of_environment

app = typer.Typer(
    help="Versions in the registry: approve one, and it is deployed; go back to one.", no_args_is_help=True
)
Environment = Annotated[str, typer.Option("--env", help="workbench, or an environment of your AWS account.")]
Model = Annotated[str, typer.Argument(help="A model of the environment.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", min=1, help="Its number in the registry.")]
Reason = Annotated[str, typer.Option("--reason", help="Kept with the version.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Do not wait for the deployment's end.")]


@app.command("list")
def list_versions(
    model: Annotated[str, typer.Argument(help="Of one model; without, of all.")] = "",
    environment: Environment = "workbench",
    as_json: Json = False,
) -> None:
    """List versions: score, approval, where each stands and why."""
    target = of_environment(environment)
    rows = [
        row for name in ([model] if model else target.models()) for row in listed(target=target, model=name)
    ]
    shown.versions(rows, as_json=as_json)


@app.command()
def show(
    model: Model, version: Number, environment: Environment = "workbench", as_json: Json = False
) -> None:
    """Show a version's card, metrics, data hash, lineage, and its deployments state by state."""
    shown.version(target=of_environment(environment), model=model, number=version, as_json=as_json)


@app.command()
def approve(
    model: Model,
    version: Number,
    environment: Environment = "workbench",
    reason: Reason = "approved with lab2api models approve",
    no_wait: NoWait = False,
) -> None:
    r"""Approve a version. With \[lifecycle] in the TOML it is deployed, and this waits for the end."""
    target = of_environment(environment)
    found = one(target=target, model=model, version=version)
    changing.approved(target=target, version=found, reason=reason)
    if no_wait or not has_lifecycle(target=target, model=model):
        terminal.out.print(f"{model} {version} is approved")
        return
    phases = terminal.Phases()
    with phases.phase(f"The lifecycle deploys {model} {version}"):
        ended = follow(target=target, version=found)
    terminal.out.print(f"{model} {version} {ended.reason}", soft_wrap=True)


@app.command()
def reject(
    model: Model,
    version: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the version.")],
    environment: Environment = "workbench",
) -> None:
    """Reject a version: it is never deployed, unless it is approved later."""
    target = of_environment(environment)
    found = one(target=target, model=model, version=version)
    changing.rejected(target=target, version=found, reason=reason)
    terminal.out.print(f"{model} {version} is rejected")


@app.command()
def rollback(
    model: Model,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with both versions.")],
    to: Annotated[int | None, typer.Option("--to", min=1, help="The version to go back to.")] = None,
    environment: Environment = "workbench",
) -> None:
    """Deploy the version that served before, as guarded as any other deployment."""
    target = of_environment(environment)
    back = changing.previous(target=target, model=model, to=to)
    phases = terminal.Phases()
    with phases.phase(f"The lifecycle goes back to {model} {back.version}"):
        ended = changing.rolled_back(target=target, version=back, reason=reason)
    terminal.out.print(f"{model} {back.version} {ended.reason}", soft_wrap=True)
