"""Offers as a table for people."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from cli import terminal
from cli.instances.offer import Offer
from config.hardware import Accelerator
from config.prices import Price

NARROW = ("type", "accelerators", "USD/h", "price of")
WIDE = ("type", "vCPU", "GiB", "accelerators", "bf16 TFLOP/s", "EFA", "NVMe GiB", "USD/h", "price of")
WIDTH = 110
"""Characters that the wide table needs."""


def devices(accelerator: Accelerator | None) -> str:
    """Write `8 H100 80 GB`: the memory of each, as its data sheet counts it."""
    if accelerator is None:
        return ""
    count = accelerator.count if accelerator.share == 1 else f"{accelerator.share:g}"
    return f"{count} {accelerator.name} {accelerator.sold_as_gb:g} GB"


def peak(accelerator: Accelerator | None) -> str:
    """Write the dense bf16 peak of all devices together; empty where none is stated."""
    if accelerator is None or accelerator.bf16_tflops is None:
        return ""
    return f"{accelerator.bf16_tflops * accelerator.count:,.0f}"


def price_of(price: Price | None, *, region: str) -> Text:
    """Write day and region of a price; that of another region stands out."""
    if price is None:
        return Text("")
    return Text(f"{price.date} {price.region}", style="" if price.region == region else "yellow")


def cells(offer: Offer) -> dict[str, str | Text]:
    """Return the cells of one offer by column."""
    machine = offer.hardware
    return {
        "type": offer.name,
        "vCPU": str(machine.vcpus),
        "GiB": f"{machine.memory_gib:g}",
        "accelerators": devices(machine.accelerator),
        "bf16 TFLOP/s": peak(machine.accelerator),
        "EFA": "yes" if machine.efa else "",
        "NVMe GiB": f"{machine.nvme_gib:,}" if machine.nvme_gib else "",
        "USD/h": f"{offer.price.usd:,.4g}" if offer.price else Text("unknown", style="dim"),
        "price of": price_of(offer.price, region=offer.region),
    }


def print_offers(offers: list[Offer]) -> None:
    """Print the table and where its prices are from; a narrow terminal gets fewer columns."""
    columns = WIDE if terminal.out.width >= WIDTH else NARROW
    table = Table(box=None, padding=(0, 1, 0, 0))
    for column in columns:
        right = column not in ("type", "accelerators", "price of")
        table.add_column(column, justify="right" if right else "left", no_wrap=True)
    for offer in offers:
        shown = cells(offer)
        table.add_row(*(shown[column] for column in columns))
    terminal.out.print(table)
    for source in sorted({offer.price.source for offer in offers if offer.price}):
        terminal.err.print(f"prices: {source}", style="dim", soft_wrap=True)
