"""Our own templates against the emulator: no property may be dropped unknown to us."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.cloudformation import provision
from tests.local.assembly import deploy_assembly
from tests.local.conftest import client_of
from tests.local.scripted_emulator import scripted

DROPPED: dict[str, list[str]] = json.loads((Path(__file__).parent / "dropped_properties.json").read_text())
"""By type: properties that the emulator does not read, and that change nothing on one machine."""


@pytest.fixture(scope="module")
def unread(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    """Deploy every environment to an emulator that takes notes."""
    state = tmp_path_factory.mktemp("audited")
    report = state / "report.json"
    with scripted(state, "audited_emulator.py", report) as settings:
        for stage in ("Local", "Dev", "Modes", "Prod", "Classroom"):
            assert deploy_assembly(assembly / f"assembly-{stage}", client_of(settings)) == {}, stage
        yield json.loads(report.read_text())


def test_the_emulator_reads_every_property_of_our_templates(unread: dict[str, list[str]]) -> None:
    surprising = {type_: sorted(set(names) - set(DROPPED.get(type_, []))) for type_, names in unread.items()}
    surprising = {type_: names for type_, names in surprising.items() if names}
    assert not surprising, f"dropped without being known to be: {json.dumps(surprising)}"


def test_every_known_drop_still_happens(unread: dict[str, list[str]]) -> None:
    stale = {
        type_: set(names) - set(unread.get(type_, [])) for type_, names in DROPPED.items() if type_ in unread
    }
    assert {type_: names for type_, names in stale.items() if names} == {}


def test_every_type_we_deploy_was_examined(unread: dict[str, list[str]]) -> None:
    from local import cloudformation

    cloudformation.install()
    assert [type_ for type_ in unread if type_ not in provision._declared] == []
