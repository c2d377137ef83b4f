"""The verb: print the manifests as YAML, which `kubectl apply -f -` takes, or as JSON."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
import yaml

import config
from cli import cdk, terminal
from cli.kubernetes.reading import Manifests, manifests
from cli.target import STATE, Target

app = typer.Typer(help="Kubernetes: the manifests of models on EKS, and of training.", no_args_is_help=True)
Environment = Annotated[str, typer.Argument(metavar="ENV", help="An environment with a model on EKS.")]
Training = Annotated[bool, typer.Option("--training", help="The Job that trains, which no deploy starts.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a Kubernetes List as JSON.")]


@app.callback()
def kubernetes() -> None:
    """Keep `manifests` a verb of its own."""


@app.command("manifests")
def print_manifests(environment: Environment, training: Training = False, as_json: AsJson = False) -> None:
    """Print what a deploy applies; what only a deploy knows stands in <angle brackets> and is listed last."""
    try:
        settings = config.load(environment)
    except config.ConfigError as error:
        terminal.stop(str(error))
    if not settings.on_kubernetes:
        terminal.stop(
            f"{environment} has no model on EKS", hint='Say compute = "eks" in [models.NAME.serving].'
        )
    if training and settings.text_training is None:
        terminal.stop(f"{environment} trains no text classifier", hint="Add [text_training].")
    target = Target(environment=environment, region=settings.region)
    assembly = cdk.assembly(target=target, folder=STATE / f"assembly-{environment}")
    _show(manifests(assembly, region=settings.region, training=training), as_json=as_json)


def _show(found: Manifests, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json({"apiVersion": "v1", "kind": "List", "items": list(found.objects)})
    else:
        yaml.safe_dump_all(found.objects, sys.stdout, sort_keys=False, explicit_start=True, width=110)
    if found.unknown:
        terminal.err.print(f"[yellow]![/] a deploy fills in {len(found.unknown)} things:")
        for placeholder in found.unknown:
            terminal.err.print(f"  {placeholder}", markup=False, soft_wrap=True)
