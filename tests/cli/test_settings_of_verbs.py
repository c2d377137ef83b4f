"""Settings that cannot work end every verb with the line that says what to change, and no traceback."""

import pytest
from typer.testing import CliRunner

from cli.__main__ import app


@pytest.mark.parametrize(
    "verb", [["config", "show"], ["kubernetes", "manifests"], ["local", "up", "--env"], ["deploy"]]
)
def test_an_unknown_environment_is_answered_with_the_known_ones(verb: list[str]) -> None:
    done = CliRunner().invoke(app, [*verb, "nosuch"])
    assert done.exit_code == 1
    assert "no such environment; choose one of accelerated, classroom, closed, dev" in done.stderr
    assert "Traceback" not in done.output
