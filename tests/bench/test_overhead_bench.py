"""The overhead benchmark: its arithmetic, and each measurement once; no figure of it is asserted here."""

from pathlib import Path

import pytest

from bench import asking, imports, overhead

MEDIANS = {overhead.CONTAINER: 1.0, overhead.ENDPOINT: 3.0, overhead.FUNCTION: 9.0, overhead.API: 12.0}


def test_the_stages_add_up_to_the_whole() -> None:
    found = overhead.split(MEDIANS, handler_ms=0.5, imported={"bare": 200.0, "ours": 250.0})
    assert [stage.milliseconds for stage in found.stages] == [3.0, 5.5, 0.5, 2.0, 1.0]
    assert sum(stage.share for stage in found.stages) == pytest.approx(1, abs=0.01)
    assert (found.added_ms, found.added_ratio, found.import_ratio) == (9.0, 4.0, 1.25)
    assert "they hold" in overhead.table(found)


@pytest.mark.parametrize(("handler_ms", "ours"), [(1.01, 200.0), (1.0, 303.0)])
def test_one_figure_above_the_requirement_is_enough_to_fail(handler_ms: float, ours: float) -> None:
    found = overhead.split(MEDIANS, handler_ms=handler_ms, imported={"bare": 200.0, "ours": ours})
    assert not found.holds
    assert "DO NOT HOLD" in overhead.table(found)


def test_every_way_is_asked_in_turns() -> None:
    asked: list[str] = []
    ways = {name: (lambda name=name: asked.append(name)) for name in ("a", "b")}
    assert set(overhead.in_turns(ways, requests=2, rounds=2, pause=0.0)) == {"a", "b"}
    assert asked == ["a"] * 3 + ["b"] * 3 + ["a"] * 3 + ["b"] * 3


def test_the_handler_answers_in_a_process_of_its_own() -> None:
    assert overhead.handler(3) > 0


def test_both_handlers_are_imported_as_they_are_shipped() -> None:
    assert imports.measure(1).keys() == {"bare", "ours"}


def test_the_container_predicts(tmp_path: Path) -> None:
    with asking.container(tmp_path) as ask:
        ask()
