"""serve.py as a process, and AWS's handler, for the starter of reviews: the contract of tables, on texts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import inference
import serve
from tests.model_code.servers import serving
from text_classifier.classifier import Classifier

ASKED = {"instances": [{"text": "Món ăn ngon."}, {"text": "The food is bland."}]}
ANSWERED = ["positive", "negative"]


@pytest.fixture(scope="module")
def url(reviews_directory: Path) -> Iterator[str]:
    with serving(reviews_directory, LAB2API_MODEL_VERSION="7") as address:
        yield f"{address}/invocations"


def post(url: str, body: object, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(url, content=content, headers={"content-type": "application/json", **named})


def test_json_is_answered_as_for_tables(url: str, classifier: Classifier) -> None:
    answer = post(url, ASKED)
    assert answer.status_code == 200
    assert answer.headers["x-amzn-sagemaker-custom-attributes"] == "model-version=7"
    assert [row["label"] for row in answer.json()["predictions"]] == ANSWERED
    expected = classifier.predict([row["text"] for row in ASKED["instances"]])
    for found, wanted in zip(answer.json()["predictions"], expected, strict=True):
        assert found["probabilities"] == pytest.approx(wanted["probabilities"], abs=1e-5)


def test_csv_in_and_out(url: str) -> None:
    body = "text\nMón ăn ngon.\nThe food is bland.\n".encode()
    answer = post(url, body, content_type="text/csv", accept="text/csv")
    assert [line.split(",")[0] for line in answer.text.splitlines()] == ANSWERED


def test_a_bad_line_fails_alone(url: str) -> None:
    lines = ['{"text": "Món ăn ngon."}', '{"text": 5}', '["The food is bland."]']
    answer = post(url, "\n".join(lines).encode(), content_type="application/jsonlines")
    first, second, third = map(json.loads, answer.text.splitlines())
    assert [first["prediction"]["label"], third["prediction"]["label"]] == ANSWERED
    assert second == {"error": {"field": "text", "message": "must be text"}}


def test_a_text_that_is_too_long_is_named(url: str) -> None:
    answer = post(url, {"instances": [["ok"], ["x" * 4_001]]})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "instances[1].text"


def test_awss_containers_answer_alike(reviews_directory: Path) -> None:
    """Run from the artifact's own `code/`, as they do: what it imports must be in there."""
    code = reviews_directory / "model" / "code"
    script = (
        "import inference, json, sys; model = inference.model_fn(sys.argv[1]);"
        "request = inference.input_fn(sys.argv[2], 'application/json');"
        "print(inference.output_fn(inference.predict_fn(request, model), 'application/json')[0].decode())"
    )
    command = [sys.executable, "-c", script, str(code.parent), json.dumps(ASKED)]
    done = subprocess.run(command, cwd=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [row["label"] for row in json.loads(done.stdout)["predictions"]] == ANSWERED


def test_the_card_says_what_is_loaded(reviews_directory: Path) -> None:
    assert isinstance(serve.load(reviews_directory / "model"), Classifier)
    assert isinstance(inference.model_fn(reviews_directory / "model"), Classifier)
