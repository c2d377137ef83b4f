"""The curl line proves the caller as the environment asks."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from cli.requests import curl_line, example_line
from cli.target import Target


@pytest.fixture
def prod(monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setattr(Target, "outputs", lambda self, name: {"ApiUrl": "https://api.example/prod/"})
    return Target(environment="prod", region="us-east-1")


def test_where_callers_sign_with_iam_the_line_signs_and_asks_for_no_key(prod: Target) -> None:
    line = curl_line(target=prod, model="breast-cancer", instances=[{"name": "it's"}])
    words = shlex.split(line)
    assert "aws:amz:us-east-1:execute-api" in words
    assert "https://api.example/prod/v1/models/breast-cancer/predictions" in words
    assert words[-1] == '{"instances": [{"name": "it\'s"}]}'
    assert "x-api-key" not in line


def test_a_model_that_writes_is_asked_for_a_stream_and_shown_as_it_comes(prod: Target) -> None:
    words = shlex.split(example_line(target=prod, model="writer", card={"task": "generation"}))
    assert "https://api.example/prod/v1/models/writer/stream" in words
    assert "-N" in words
    assert words[-1] == '{"prompt": "A model"}'


def test_a_url_of_a_cloud_environment_is_the_stacks_own(prod: Target) -> None:
    values: dict[str, Any] = {"url": prod.api_url()}
    assert values == {"url": "https://api.example/prod"}
