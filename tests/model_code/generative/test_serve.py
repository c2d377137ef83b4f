"""serve.py as a process, for a model that writes."""

import json
from pathlib import Path

import httpx

import serve
from generative.generator import Generator
from tabular.artifact import unpack
from tabular.predictor import Predictor
from tests.model_code.jobs import MODEL_CODE, STARTER
from tests.model_code.servers import serving


def test_the_card_says_which_of_the_two_kinds_is_loaded(tmp_path: Path) -> None:
    unpack(MODEL_CODE / "starter/lesson-writer/model.tar.gz", tmp_path / "writer")
    unpack(STARTER / "model.tar.gz", tmp_path / "table")
    assert isinstance(serve.load(tmp_path / "writer"), Generator)
    assert isinstance(serve.load(tmp_path / "table"), Predictor)


def test_tokens_are_chunks_of_their_own(tmp_path: Path) -> None:
    unpack(MODEL_CODE / "starter/lesson-writer/model.tar.gz", tmp_path / "model")
    asked = json.dumps({"inputs": "A model", "parameters": {"max_new_tokens": 4, "temperature": 0.0}})
    with serving(tmp_path) as url, httpx.stream("POST", f"{url}/invocations", content=asked) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        assert json.loads(next(answer.iter_lines()))["token"]["text"] == " becomes"
