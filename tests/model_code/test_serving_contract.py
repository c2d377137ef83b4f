"""One request suite for the project's server and for AWS's own, running the same artifact."""

import csv
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tabular.predictor import Predictor
from tests.model_code.jobs import STARTER
from tests.model_code.servers import serving, serving_with_toolkit

JSON_TYPE, CSV_TYPE = {"Content-Type": "application/json"}, {"Content-Type": "text/csv"}


@pytest.fixture(scope="module", params=["serve.py", pytest.param("toolkit", marks=pytest.mark.toolkit)])
def url(request: pytest.FixtureRequest, starter_directory: Path) -> Iterator[str]:
    start = serving if request.param == "serve.py" else lambda base: serving_with_toolkit(base / "model")
    with start(starter_directory) as address:
        # multi-model-server answers /ping a second before its worker has loaded the model.
        httpx.post(f"{address}/invocations", content=body(rows()[:1]), headers=JSON_TYPE, timeout=30)
        yield address


def rows() -> list[list[float]]:
    table = list(csv.reader((STARTER / "data.csv").read_text().splitlines()))
    return [[float(cell) for cell in row[:-1]] for row in table[1:51]]


def body(instances: Any) -> bytes:
    return json.dumps({"instances": instances}).encode()


def post(url: str, content: bytes, headers: dict[str, str] = JSON_TYPE) -> httpx.Response:
    return httpx.post(f"{url}/invocations", content=content, headers=headers, timeout=30)


def test_ping_is_200_once_the_model_answers(url: str) -> None:
    assert httpx.get(f"{url}/ping").status_code == 200


def test_predictions_are_the_models_own(url: str, starter: Predictor) -> None:
    answer = post(url, body(rows()))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    expected = starter.predict(starter.rows.read(body(rows()), "application/json"))
    assert answer.json() == {"predictions": expected}


def test_named_rows_and_csv_rows_get_the_same_answer(url: str, starter: Predictor) -> None:
    names = [feature.name for feature in starter.card.features]
    expected = post(url, body(rows()[:2])).json()
    named = [dict(reversed(list(zip(names, row, strict=True)))) for row in rows()[:2]]
    lines = "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows()[:2])])
    assert post(url, body(named)).json() == expected
    assert post(url, lines.encode(), CSV_TYPE).json() == expected
    assert post(url, lines.partition("\n")[2].encode(), CSV_TYPE).json() == expected


def test_csv_can_be_asked_for(url: str) -> None:
    answer = post(url, body(rows()[:2]), {**JSON_TYPE, "Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(answer.text.splitlines()))
    assert [line[0] for line in lines] == ["malignant", "malignant"]
    assert [len(line) for line in lines] == [3, 3]


@pytest.mark.parametrize(
    ("content", "headers", "status", "field"),
    [
        (b"{", JSON_TYPE, 400, None),
        (b'{"instances": [[NaN]]}', JSON_TYPE, 400, None),
        (b'{"instances": [[1e999]]}', JSON_TYPE, 400, None),
        (b"[" * 5000, JSON_TYPE, 400, None),
        (body([{"mean radius": "x"}]), JSON_TYPE, 400, "instances[0].mean radius"),
        (body([[None] * 30]), JSON_TYPE, 400, "instances[0].mean radius"),
        (body([[1.0] * 29]), JSON_TYPE, 400, "instances[0]"),
        (b"nan" + b",1" * 29, CSV_TYPE, 400, "instances[0].mean radius"),
        (b"\x80\x04N.", {"Content-Type": "application/x-npy"}, 415, None),
        (body(rows()[:1]), {**JSON_TYPE, "Accept": "image/png"}, 406, None),
    ],
    ids=["cut", "NaN", "1e999", "deep", "text", "gap", "short", "csv nan", "pickle", "accept"],
)
def test_a_bad_request_names_what_to_mend(
    url: str, content: bytes, headers: dict[str, str], status: int, field: str | None
) -> None:
    answer = post(url, content, headers)
    assert answer.status_code == status
    # The toolkit appends its stack trace on further lines.
    problem = json.loads(answer.text.partition("\n")[0])
    assert (problem["status"], problem.get("errors", [{"field": None}])[0]["field"]) == (status, field)


def test_a_body_over_six_megabytes_is_413(url: str) -> None:
    with suppress(httpx.WriteError):  # the server may also close before it has read it all
        assert post(url, b" " * 7_000_000).status_code == 413
    assert post(url, body(rows()[:1])).status_code == 200
