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


def deploy_model(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="What `lab2api train` wrote.")],
    environment: Annotated[
        str, typer.Option("--env", help="local, or an environment of your AWS account.")
    ] = "local",
) -> None:
    """Register a trained model and put it behind the API, under its own name; a broken one rolls back."""
    target, phases = of_environment(environment), terminal.Phases()
    with phases.phase("Upload and register"):
        release = publish(target=target, folder=folder)
    with phases.phase(f"Deploy {release.model} version {release.version}"):
        serving.serve(target=target, release=release)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    terminal.out.print("\nAsk it:\n")
    terminal.out.print(
        curl_line(target=target, model=release.model, instances=[example_instance(card)]), soft_wrap=True
    )
