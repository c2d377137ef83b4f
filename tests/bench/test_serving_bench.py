"""The benchmark's arithmetic, and what it says when something is missing."""

from pathlib import Path

import pytest

from bench import load, serving, stacks, toolkits

MEASURED = {stacks.OURS: (15_000.0, 100.0), stacks.TOOLKIT: (600.0, 1500.0), stacks.CLASSIC: (1000.0, 600.0)}


def test_ratios_are_this_projects_advantage() -> None:
    results = serving.compare(MEASURED)
    assert [(result.rate_ratio, result.latency_ratio) for result in results] == [(1, 1), (25, 15), (15, 6)]


def test_one_ratio_below_the_requirement_is_enough_to_fail() -> None:
    assert serving.holds(serving.compare(MEASURED))
    assert not serving.holds(serving.compare(MEASURED | {stacks.CLASSIC: (1010.0, 600.0)}))
    assert not serving.holds(serving.compare(MEASURED | {stacks.CLASSIC: (900.0, 580.0)}))


def test_the_table_says_whether_the_requirement_holds() -> None:
    text = serving.table(serving.compare(MEASURED))
    assert "15,000" in text
    assert text.endswith("they hold")


def test_stacks_that_answer_differently_are_not_compared() -> None:
    with pytest.raises(RuntimeError, match="do not serve the same model"):
        serving._require_same_answers([0.5, 0.5001])


def test_missing_programs_and_toolkits_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PROGRAM_PATH", "/nowhere")
    with pytest.raises(RuntimeError, match="apt-get install -y wrk nginx-light"):
        load.require_programs()
    monkeypatch.setattr(toolkits, "PYTHON", Path("/nowhere/python"))
    with pytest.raises(toolkits.ToolkitsMissingError, match="make setup-toolkits"):
        toolkits.require()


def test_wrks_words_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = "  Latency Distribution\n     50%    1.25ms\n  2 requests in 1s\nRequests/sec:   9051.20\n"
    monkeypatch.setattr("bench.load.subprocess.run", lambda *_, **__: type("Done", (), {"stdout": text}))
    measured = load.measure("http://127.0.0.1", script=tmp_path / "post.lua", connections=1, seconds=1)
    assert measured == load.Measured(requests_per_second=9051.2, p50_us=1250)
