"""`lab2api deploy-model`: a trained model goes through the registry and behind the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cli import registry, served_image, serving, terminal
from cli.models.changing import approved
from cli.models.following import follow, has_lifecycle
from cli.models.versions import one
from cli.requests import example_line
from cli.target import Target, of_environment

REASON = "deployed by lab2api deploy-model"


def publish(*, target: Target, folder: Path, name: str = "", shadow: bool = False) -> registry.Release:
    """Upload, register and approve the model in `folder` (model.tar.gz, card.json); return the release.

    `name` is what it is registered and served under instead of the card's name. Where the environment's
    lifecycle deploys what is approved, a `shadow` is not approved.
    """
    artifact, card_file = folder / "model.tar.gz", folder / "card.json"
    for needed in (artifact, card_file):
        if not needed.is_file():
            terminal.stop(
                f"{needed} is missing", hint="Make it with: ./lab2api train --csv FILE --target COLUMN"
            )
    card = json.loads(card_file.read_text(encoding="utf-8"))
    name = name or card["name"]
    rows = folder / registry.REFERENCE
    model_data, card_url = registry.upload(
        target=target, model=name, artifact=artifact, card=card, reference=rows if rows.is_file() else None
    )
    followed = has_lifecycle(target=target, model=name)
    package = registry.register(
        target=target,
        model=name,
        model_data=model_data,
        card=card_url,
        image=served_image.served_image(target=target),
        score=card["score"]["value"],
        answers=registry.ANSWERS[card["task"] == "generation"],
        requested=REASON if followed and not shadow else "",
    )
    if not followed:
        registry.approve(target=target, package=package, reason=REASON)
    return registry.release_of(target=target, model=name, package=package)


def registered(*, target: Target, model: str, version: str, approve: bool) -> registry.Release:
    """Return a version of the registry, `latest` or a number, once it is approved."""
    package = registry.find(target=target, model=model, version=version)
    if package is None:
        terminal.stop(
            f"the registry of {target.environment} has no {model} {version}",
            hint="Train one by putting a CSV into the raw bucket, or with: ./lab2api train",
        )
    number = int(package.rpartition("/")[2])
    followed = has_lifecycle(target=target, model=model)
    if followed and (approve or registry.is_approved(target=target, package=package)):
        found = one(target=target, model=model, version=number)
        approved(target=target, version=found, reason=REASON)
    elif approve:
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
    name: Annotated[str, typer.Option("--as", help="With a folder: serve it under this name.")] = "",
    like: Annotated[str, typer.Option(help="For a new model: serve it as this model is served.")] = "",
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Only give it copies of what the model is asked; nobody sees it.")
    ] = False,
) -> None:
    """Put a trained folder, or a version of the registry, behind the API. A broken one rolls back."""
    if (folder is None) == (not model):
        terminal.stop("say which model", hint="Either a folder, or --model NAME [--version N].")
    target, phases = of_environment(environment), terminal.Phases()
    if folder is not None:
        with phases.phase("Upload and register"):
            release = publish(target=target, folder=folder, name=name, shadow=shadow)
    else:
        release = registered(target=target, model=model, version=version, approve=approve)
    with phases.phase(f"Deploy {release.model} version {release.version}"):
        if has_lifecycle(target=target, model=release.model) and not shadow:
            follow(
                target=target, version=one(target=target, model=release.model, version=int(release.version))
            )
        else:
            serving.serve(target=target, release=release, like=like, shadow=shadow)
    if shadow:
        terminal.out.print(f"Compare it: ./lab2api shadow {release.model} --env {environment}")
        return
    card = registry.read_card(target=target, release=release)
    terminal.out.print("\nAsk it:\n")
    line = example_line(target=target, model=release.model, card=card)
    terminal.out.print(line, soft_wrap=True)
