"""`lab2api config`: settings in force, and the key that cannot work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import config
from cli.__main__ import app
from tests.config.machines import TEXT, loaded


@pytest.mark.parametrize("name", config.names())
def test_every_environment_is_possible(name: str) -> None:
    said = CliRunner().invoke(app, ["config", "check", name])
    assert (said.exit_code, name in said.stdout) == (0, True)


def test_show_prints_the_defaults_too_as_json() -> None:
    shown = json.loads(CliRunner().invoke(app, ["config", "show", "dev"]).stdout)
    assert shown["api"]["proxy_timeout_seconds"] == config.load("dev").api.proxy_timeout_seconds


def test_show_says_why_a_machine_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = loaded(text_training=TEXT | {"need": {"gpu_memory_gib": 24}})
    monkeypatch.setattr(config, "load", lambda name: chosen)
    shown = json.loads(CliRunner().invoke(app, ["config", "show", "prod"]).stdout)
    (choice,) = shown["choices"]
    assert (choice["path"], choice["chosen"]) == ("text_training", "ml.g6.xlarge")
    assert choice["why"][0] == "Needed: a GPU, gpu_memory_gib = 24."


def test_an_impossible_pair_is_refused_with_the_path_of_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = (Path(config.__file__).parent / "environments" / "dev.toml").read_text()
    (tmp_path / "odd.toml").write_text(
        dev.replace('mode = "serverless"', 'mode = "serverless"\nnetwork_isolation = true')
    )
    load = config.load
    monkeypatch.setattr(config, "load", lambda name: load(name, folder=tmp_path))
    said = CliRunner().invoke(app, ["config", "check", "odd"])
    assert said.exit_code == 1
    assert "serving.network_isolation" in said.stderr


def test_an_unknown_environment_is_answered_with_the_known_ones() -> None:
    said = CliRunner().invoke(app, ["config", "check", "staging"])
    assert said.exit_code == 1
    assert "dev, local, modes, prod" in said.stderr
