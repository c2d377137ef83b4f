"""Versions as tables and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from cli import terminal
from cli.models.following import executions, has_lifecycle
from cli.models.versions import Version, described
from cli.target import Target

LINEAGE = ("execution", "training_job", "data", "data_sha256", "model_sha256", "image", "card")


def versions(rows: Sequence[Version], *, as_json: bool) -> None:
    """Print one line a version."""
    if as_json:
        terminal.print_json([row.model_dump(mode="json") for row in rows])
        return
    table = Table("model", "version", "score", "approval", "stage", "reason", "when", box=None)
    for row in rows:
        when = f"{row.when.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(row.model, str(row.version), row.score, row.approval, row.stage, row.reason, when)
    terminal.out.print(table)
    if not rows:
        terminal.out.print("no versions yet: put a CSV into the raw bucket, or ./lab2api train")


def version(*, target: Target, model: str, number: int, as_json: bool) -> None:
    """Print all that is known of one version."""
    found = described(target=target, model=model, version=number)
    facts = Version.of(found, model=model).model_dump(mode="json")
    properties = found.get("CustomerMetadataProperties", {})
    image = found["InferenceSpecification"]["Containers"][0]["Image"]
    lineage = {"image": image} | {name: properties[name] for name in LINEAGE if name in properties}
    card = json.loads(found.get("ModelCard", {}).get("ModelCardContent") or "{}")
    followed = has_lifecycle(target=target, model=model)
    history = executions(target=target, model=model, version=number) if followed else []
    if as_json:
        terminal.print_json({**facts, "lineage": lineage, "card": card, "deployments": history})
        return
    _section("version", facts)
    _section("lineage", lineage)
    _section("metrics", _metrics(card))
    _section("card", card.get("additional_information", {}).get("custom_details", {}))
    for each in history:
        _section(
            f"deployment {each['name']}",
            {"status": each["status"], "began": each["began"], "seconds": each["seconds"]}
            | {"states": " → ".join(each["states"])}
            | ({"cause": each["cause"]} if each["cause"] else {}),
        )


def _metrics(card: dict[str, Any]) -> dict[str, Any]:
    groups = [group for each in card.get("evaluation_details", []) for group in each["metric_groups"]]
    return {metric["name"]: metric["value"] for group in groups for metric in group["metric_data"]}


def _section(title: str, facts: dict[str, Any]) -> None:
    if not facts:
        return
    terminal.out.print(f"\n[bold]{title}[/]")
    for name, value in facts.items():
        terminal.out.print(f"  {name:18} {value}", markup=False, soft_wrap=True)
