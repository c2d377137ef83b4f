"""The verb `lab2api instances`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import terminal
from cli.instances.offer import offers
from cli.instances.show import print_offers
from config.catalog import nearest, regions, uses


def one_of(value: str, known: tuple[str, ...], *, what: str) -> str:
    """Return the value, or end the command with the known ones."""
    if value not in known:
        terminal.stop(f"{value!r} is no {what}", hint=f"Name one of: {', '.join(known)}")
    return value


def instances(
    use: Annotated[
        str,
        typer.Option(help="endpoint, training, processing, transform, studio, cluster (HyperPod) or ec2."),
    ] = "endpoint",
    region: Annotated[str, typer.Option(help="One of the catalog's regions.")] = "us-east-1",
    gpu: Annotated[bool, typer.Option("--gpu", help="Only types with GPUs.")] = False,
    neuron: Annotated[bool, typer.Option("--neuron", help="Only types with Inferentia or Trainium.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with quota and the regions that sell each type.")
    ] = False,
) -> None:
    """List the machines a region sells for a use, the cheapest first.

    Prices are list prices on demand. Each names its day and its region: where yours has none in the catalog,
    the nearest region's is shown in yellow, and a price that nobody knows is unknown, never zero.

    `lab2api instances --use training --region us-west-2 --gpu`
    """
    one_of(use, uses(), what="use of a machine")
    one_of(region, regions(), what="region of the catalog")
    kinds = frozenset(kind for kind, wanted in {"gpu": gpu, "neuron": neuron}.items() if wanted)
    found = offers(use=use, region=region, kinds=kinds)
    if as_json:
        terminal.print_json([offer.as_json() for offer in found])
    elif found:
        print_offers(found)
    else:
        selling = [other for other in nearest(region) if offers(use=use, region=other, kinds=kinds)]
        terminal.out.print(f"{region} sells none for {use} use; {', '.join(selling) or 'no region'} does")
