"""All six packs find nothing outside the register, and the register names nothing that is not found."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3

import config
from config import Environment
from stacks.nag import PACKS, add_packs
from stacks.register import Entry, register
from tests.stacks.reading import Synthesized

Finding = tuple[str, str, str]


def findings(report: dict[str, Any], key: str) -> set[Finding]:
    """Read `(pack, rule, construct path)` of the report's violations or suppressedViolations."""
    return {
        (plugin["pluginName"], violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in plugin.get(key, [])
        for construct in violation["violatingConstructs"]
    }


def explained(entry: Entry, found: set[Finding]) -> Iterator[tuple[str, str, str]]:
    """Yield the `(pack, rule as found, path)` of the findings an entry explains."""
    for environment in config.load_all():
        wanted = set(entry.findings(environment))
        for finding in found:
            if finding[:2] in wanted and of(environment, finding[2]) and entry.covers(finding[2]):
                yield finding


def of(environment: Environment, path: str) -> bool:
    return path.startswith(f"{environment.name.capitalize()}/")


def test_there_is_no_finding_outside_the_register(synthesized: Synthesized) -> None:
    assert findings(synthesized.report, "violations") == set()


def test_every_acknowledged_finding_is_explained_in_the_register(synthesized: Synthesized) -> None:
    found = findings(synthesized.report, "suppressedViolations")
    assert found - {finding for entry in register() for finding in explained(entry, found)} == set()


HERE = [entry for entry in register() if not entry.elsewhere]


@pytest.mark.parametrize("entry", HERE, ids=lambda entry: entry.rules[0])
def test_every_entry_still_finds_something_with_every_word_of_it(
    entry: Entry, synthesized: Synthesized
) -> None:
    found = list(explained(entry, findings(synthesized.report, "suppressedViolations")))
    assert {pack for pack, _, _ in found} == set(entry.packs)
    for pattern in entry.paths:
        assert any(
            Entry.covers(entry.model_copy(update={"paths": (pattern,)}), path) for *_, path in found
        ), pattern
    for rule in entry.rules:
        single = entry.model_copy(update={"rules": (rule,)})
        assert list(explained(single, set(found))), f"{rule} finds nothing any more: remove it"


@pytest.mark.parametrize("entry", register(), ids=lambda entry: entry.rules[0])
def test_no_entry_is_past_its_date(entry: Entry) -> None:
    assert entry.expires >= datetime.now(tz=UTC).date(), f"look again at: {entry.reason}"


def test_every_pack_is_listening(tmp_path: Path) -> None:
    """A clean pack is absent from the report, so a bare bucket and an old function are each pack's canary."""
    app = cdk.App(analytics_reporting=False, outdir=str(tmp_path))
    add_packs(app)
    stack = cdk.Stack(app, "Canary")
    s3.CfnBucket(stack, "Bare")
    lambda_.CfnFunction(
        stack,
        "Old",
        code=lambda_.CfnFunction.CodeProperty(zip_file="x"),
        role="arn:aws:iam::111122223333:role/r",
        runtime="python3.9",
        handler="index.handle",
    )
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    report = json.loads((tmp_path / "validation-report.json").read_text())
    assert set(PACKS) <= {plugin["pluginName"] for plugin in report["pluginReports"]}
