"""The container of a model that writes: LMI's contract, token by token, within the card."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from generative.app import create_app
from generative.generator import Generator
from generative.training import train
from tabular.artifact import unpack
from tabular.predictor import BrokenArtifactError
from tests.model_code.jobs import MODEL_CODE

STARTER = MODEL_CODE / "starter" / "lesson-writer"
ASKED = {"inputs": "A model", "parameters": {"max_new_tokens": 4, "temperature": 0.0}}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("writer")
    unpack(STARTER / "model.tar.gz", folder)
    return folder


@pytest.fixture(scope="module")
def generator(directory: Path) -> Generator:
    return Generator.load(directory)


def ask(generator: Generator, body: Any, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        app = create_app(generator, max_body_bytes=10_000, model_version="7")
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://container") as client:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            return await client.post("/invocations", content=content, headers=headers)

    return asyncio.run(send())


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def test_each_token_is_a_line_and_the_last_says_how_it_ended(generator: Generator) -> None:
    answer = ask(generator, ASKED, accept="application/jsonlines")
    assert answer.headers["content-type"] == "application/jsonlines"
    assert answer.headers["x-amzn-sagemaker-custom-attributes"] == "model-version=7"
    found = lines(answer)
    assert [line["token"]["text"] for line in found] == [" becomes", " useful", " when", " somebody"]
    assert found[-1]["generated_text"] == " becomes useful when somebody"
    assert found[-1]["details"] == {"finish_reason": "length", "generated_tokens": 4}


def test_a_paragraph_that_ends_is_not_cut(generator: Generator) -> None:
    found = lines(
        ask(
            generator,
            {"inputs": "Mô hình ngôn ngữ không biết", "parameters": {"temperature": 0.3, "seed": 1}},
        )
    )
    assert found[-1]["details"]["finish_reason"] == "eos_token"
    assert found[-1]["details"]["generated_tokens"] == len(found) - 1
    assert "".join(line["token"]["text"] for line in found) == found[-1]["generated_text"]


def test_events_and_one_object_are_the_same_text(generator: Generator) -> None:
    events = ask(generator, ASKED, accept="text/event-stream").text.split("\n\n")
    texts = [json.loads(event.removeprefix("data: "))["token"]["text"] for event in events if event]
    whole = ask(generator, ASKED, accept="application/json").json()
    assert "".join(texts) == whole["generated_text"]
    assert whole["details"]["generated_tokens"] == 4


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        ({}, "inputs"),
        ({"inputs": ""}, "inputs"),
        ({"inputs": "x" * 2_001}, "inputs"),
        ({"inputs": "x", "parameters": {"max_new_tokens": 257}}, "parameters.max_new_tokens"),
        ({"inputs": "x", "parameters": {"temperature": 2.1}}, "parameters.temperature"),
        ({"inputs": "x", "parameters": {"seed": -1}}, "parameters.seed"),
        ({"inputs": "x", "instances": []}, "instances"),
    ],
)
def test_a_wrong_request_names_the_field(generator: Generator, body: Any, field: str) -> None:
    answer = ask(generator, body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field


def test_what_is_at_the_limits_is_written(generator: Generator) -> None:
    asked = {"inputs": "x" * 2_000, "parameters": {"max_new_tokens": 256, "temperature": 2.0}}
    assert ask(generator, asked).status_code == 200
    assert ask(generator, ASKED, accept="text/csv").status_code == 406
    assert ask(generator, b" " * 10_001).status_code == 413


def test_the_starter_is_what_its_texts_make(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, str(MODEL_CODE / "starter/build_writer.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for name in ("card.json", "model.tar.gz"):
        assert (STARTER / name).read_bytes() == (tmp_path / name).read_bytes(), "run build_writer.py again"


def test_the_starter_is_better_than_words_alone(generator: Generator) -> None:
    """A model of single words has about as many choices as the language has words."""
    assert generator.card.score.name == "perplexity"
    assert generator.card.score.value < 80
    assert generator.card.generation.languages == ("en", "vi")


def test_a_model_that_is_not_the_cards_is_not_served(tmp_path: Path) -> None:
    train({"en": "one two.\nthree four."}, tmp_path, name="x", version="1", description="", source="")
    (tmp_path / "model.json").write_bytes(b"{}")
    with pytest.raises(BrokenArtifactError, match="model_sha256 differs"):
        Generator.load(tmp_path)
    (tmp_path / "model.json").unlink()
    with pytest.raises(BrokenArtifactError, match=r"model\.json is missing"):
        Generator.load(tmp_path)
