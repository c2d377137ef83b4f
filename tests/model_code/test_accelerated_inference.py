"""The handlers for chips are inference.py's, but for where the network runs: same rows, same answers."""

import importlib
import inspect
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import inference
from text_classifier.card import TextCard
from text_classifier.tokenizer import Tokenizer

CLASSES = ["negative", "neutral", "positive"]
PROBABILITIES = [0.125, 0.25, 0.625]
TEXTS = ["the room is good", "phòng rất tốt", "món này ngon quá", "very bad food"] * 20


class Chip:
    """A graph that knows one answer."""

    def run(self, ids: Any, mask: Any) -> Any:
        assert ids.shape == mask.shape
        return np.tile(np.float32(PROBABILITIES), (len(ids), 1))


@pytest.fixture
def artifact(tmp_path: Path) -> Path:
    Tokenizer.train(TEXTS, vocabulary=400).save(tmp_path / "tokenizer.model")
    card = TextCard.model_validate(
        {
            "name": "reviews",
            "version": "1",
            "description": "",
            "target": {"name": "label", "classes": CLASSES},
            "languages": ["vi", "en"],
            "max_tokens": 32,
            "metrics": {"accuracy": 0.9},
            "score": {"name": "accuracy", "value": 0.9},
            "data": {"rows": 8, "sha256": "0" * 64, "source": ""},
            "model_sha256": "0" * 64,
            "tokenizer_sha256": "0" * 64,
        }
    )
    card.write(tmp_path / "card.json")
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Stand in for the module that needs PyTorch, and note what it is asked for."""
    calls: list[tuple[Any, ...]] = []

    def graph_on(device: str, directory: Path, *, number: int) -> Chip:
        calls.append((device, directory, number))
        return Chip()

    module = ModuleType("text_classifier.accelerated")
    module.__dict__["graph_on"] = graph_on
    monkeypatch.setitem(sys.modules, "text_classifier.accelerated", module)
    monkeypatch.setenv("LAB2API_DEVICE", "cuda")
    return calls


@pytest.fixture
def handlers(asked: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.delitem(sys.modules, "accelerated_inference", raising=False)
    return importlib.import_module("accelerated_inference")


def test_a_worker_loads_the_network_onto_its_own_gpu(
    handlers: ModuleType, artifact: Path, asked: list[tuple[Any, ...]]
) -> None:
    handlers.model_fn(str(artifact), SimpleNamespace(system_properties={"gpu_id": 3}))
    handlers.model_fn(str(artifact), SimpleNamespace(system_properties={"gpu_id": None}))
    assert asked == [("cuda", artifact, 3), ("cuda", artifact, 0)]


def test_rows_are_read_and_answered_as_on_a_cpu(handlers: ModuleType, artifact: Path) -> None:
    model = handlers.model_fn(str(artifact), SimpleNamespace(system_properties={}))
    body = json.dumps({"instances": [{"text": "phòng rất tốt"}, ["good"]]}).encode()
    rows = handlers.input_fn(body, "application/json")
    answer, media_type = handlers.output_fn(handlers.predict_fn(rows, model), "application/json")
    expected = {"label": "positive", "probabilities": dict(zip(CLASSES, PROBABILITIES, strict=True))}
    assert (json.loads(answer), media_type) == ({"predictions": [expected, expected]}, "application/json")


def test_the_handlers_take_what_the_toolkit_gives(handlers: ModuleType) -> None:
    """It counts parameters, and gives its context to functions that have one more than it has arguments."""
    given = {"model_fn": 2, "input_fn": 2, "predict_fn": 2, "output_fn": 2}
    assert {name: len(inspect.signature(getattr(handlers, name)).parameters) for name in given} == given
    assert handlers.predict_fn is inference.predict_fn
