"""`lab2api deploy-model`: a trained model goes through the registry and behind the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cli import registry, serving, terminal
from cli.requests import curl_line, example_instance
from cli.target import Target, of_environment


def publish(*, target: Target, folder: Path) -> registry.Release:
    """Upload, register and approve the model in `folder` (model.tar.gz, card.json); return the release."""
    artifact, card_file = folder / "model.tar.gz", folder / "card.json"
    for needed in (artifact, card_file):
        if not needed.is_file():
            terminal.stop(
                f"{needed} is missing", hint="Make it with: ./lab2api train --csv FILE --target COLUMN"
            )
    card = json.loads(card_file.read_text(encoding="utf-8"))
    model_data, card_url = registry.upload(target=target, model=card["name"], artifact=artifact, card=card)
    package = registry.register(
        target=target,
        model=card["name"],
        model_data=model_data,
        card=card_url,
        image=serving.served_image(target=target),
        score=card["score"]["value"],
    )
    registry.approve(target=target, package=package, reason="deployed by lab2api deploy-model")
    return registry.release_of(target=target, model=card["name"], package=package)


def registered(*, target: Target, model: str, version: str, approve: bool) -> registry.Release:
    """Return a version of the registry, `latest` or a number, once it is approved."""
    package = registry.find(target=target, model=model, version=version)
    if package is None:
        terminal.stop(
            f"the registry of {target.environment} has no {model} {version}",
            hint="Train one by putting a CSV into the raw bucket, or with: ./lab2api train",
        )
    if approve:
        registry.approve(target=target, package=package, reason="approved with lab2api deploy-model")
    elif not registry.is_approved(target=target, package=package):
        terminal.stop(f"{package} is not approved", hint="Look at its metrics, then pass --approve.")
    return registry.release_of(target=target, model=model, package=package)


def deploy_model(
    folder: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="What `lab2api train` wrote.")
    ] = None,
    environment: Annotated[
        str, typer.Option("--env", help="local, or an environment of your AWS account.")
    ] = "local",
    model: Annotated[str, typer.Option(help="Instead of a folder: a model of the registry.")] = "",
    version: Annotated[str, typer.Option(help="With --model: its version number.")] = "latest",
    approve: Annotated[bool, typer.Option("--approve", help="With --model: approve that version.")] = False,
) -> None:
    """Put a trained folder, or a version of the registry, behind the API. A broken one rolls back."""
    if (folder is None) == (not model):
        terminal.stop("say which model", hint="Either a folder, or --model NAME [--version N].")
    target, phases = of_environment(environment), terminal.Phases()
    if folder is not None:
        with phases.phase("Upload and register"):
            release = publish(target=target, folder=folder)
    else:
        release = registered(target=target, model=model, version=version, approve=approve)
    with phases.phase(f"Deploy {release.model} version {release.version}"):
        serving.serve(target=target, release=release)
    card = registry.read_card(target=target, release=release)
    terminal.out.print("\nAsk it:\n")
    line = curl_line(target=target, model=release.model, instances=[example_instance(card)])
    terminal.out.print(line, soft_wrap=True)
