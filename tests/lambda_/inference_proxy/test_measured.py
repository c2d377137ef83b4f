"""The lines that become metrics: valid embedded metric format, few, and with what alarms and pages need."""

import json
from typing import Any

import pytest

from served_models.endpoint import failed
from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import CARD
from tests.lambda_.inference_proxy.test_modes import finish

ROWS = '{"instances": [[1, null], [2, "short"]]}'
ON_MODEL = ["Model"]


@pytest.fixture
def lines(proxy: Proxy, capsys: pytest.CaptureFixture[str]) -> Any:
    def read() -> list[dict[str, Any]]:
        out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [line for line in out if "_aws" in line]

    return read


def metrics(lines: list[dict[str, Any]]) -> dict[tuple[str, ...], float]:
    """Each metric by its dimensions' values and name, as CloudWatch reads a line."""
    found = {}
    for line in lines:
        for directive in line["_aws"]["CloudWatchMetrics"]:
            assert directive["Namespace"] == "lab2api"
            for dimensions in directive["Dimensions"]:
                values = tuple(line[name] for name in dimensions)
                for metric in directive["Metrics"]:
                    found[(*values, metric["Name"])] = line[metric["Name"]]
    return found


def test_an_answer_is_one_line_and_one_more_for_each_further_class(proxy: Proxy, lines: Any) -> None:
    proxy.endpoint.version = "8"
    proxy.post(ROWS)
    written = lines()
    assert len(written) == len(CARD["target"]["classes"])
    found = metrics(written)
    assert found["iris", "8", "setosa", "PredictedShare"] == 1.0
    assert found["iris", "8", "virginica", "PredictedShare"] == 0.0
    assert found["iris", "Predictions"] == 1
    assert found["iris", "ModelProblems"] == 0
    assert {name[-1] for name in found} == {
        "Predictions", "ModelProblems", "ColdStarts", "ProxyLatency", "EndpointLatency", "PredictedShare",
    }  # fmt: skip


def test_only_the_first_request_of_an_environment_is_a_cold_start(proxy: Proxy, lines: Any) -> None:
    proxy.post(ROWS)
    assert metrics(lines())["iris", "ColdStarts"] == 1
    proxy.post(ROWS)
    assert metrics(lines())["iris", "ColdStarts"] == 0


@pytest.mark.parametrize(("code", "problems"), [("ModelError", 1), ("ServiceUnavailable", 1), (None, 0)])
def test_what_the_service_could_not_answer_is_a_problem_of_the_model(
    proxy: Proxy, lines: Any, code: str | None, problems: int
) -> None:
    if code:
        proxy.endpoint.answers = [failed(code)]
    proxy.post(ROWS if code else '{"instances": [["x", null]]}')
    found = metrics(lines())
    assert (found["iris", "Predictions"], found["iris", "ModelProblems"]) == (0, problems)


def test_a_name_that_no_model_has_makes_no_metric(proxy: Proxy, lines: Any) -> None:
    proxy.post(ROWS, path="/v1/models/guess-1/predictions")
    assert lines() == []


def test_the_time_of_the_endpoint_is_not_the_proxys(proxy: Proxy, lines: Any) -> None:
    proxy.routes._measured._now = proxy.time.now
    proxy.routes._measured.received()
    answer = proxy.routes._predictor.invoke

    def slow(**call: Any) -> Any:
        proxy.time.seconds += 2.0
        return answer(**call)

    object.__setattr__(proxy.routes._predictor, "invoke", slow)
    proxy.post(ROWS)
    found = metrics(lines())
    assert found["iris", "EndpointLatency"] == 2000
    assert found["iris", "ProxyLatency"] == 0


def test_a_job_is_no_prediction_yet(proxy: Proxy, lines: Any) -> None:
    proxy.post(ROWS, query={"mode": "async"})
    found = metrics(lines())
    assert found["iris", "Predictions"] == 0
    assert ("iris", "EndpointLatency") not in found


def test_what_the_worker_has_answered_is_counted_by_the_worker_alone(proxy: Proxy, lines: Any) -> None:
    proxy.serve(mode="async")
    proxy.post(ROWS, query={"mode": "sync"})
    finish(proxy, proxy.queue.invoked[0]["job_id"])
    lines()
    assert proxy.post(ROWS)["statusCode"] == 200
    found = metrics(lines())
    assert found["iris", "Predictions"] == 0
    assert not any(name.startswith("Predicted") for *_, name in found)
    assert ("iris", "EndpointLatency") not in found


def test_many_classes_make_few_metrics_and_a_value_is_a_mean(lines: Any) -> None:
    from prediction_jobs.predictions import ClassPrediction, ValuePrediction
    from served_models.measured import MOST_LABELS, Measured, metric_lines

    classes = [f"c{number}" for number in range(50)]
    one = ClassPrediction(label="c0", probabilities=dict.fromkeys(classes, 0.02))
    written = metric_lines(Measured(model="m"), version="1", predictions=[one], classes=classes)
    assert len(written) == MOST_LABELS
    values = [ValuePrediction(value=1.0), ValuePrediction(value=2.0)]
    written = metric_lines(Measured(model="m"), version="1", predictions=values)
    assert metrics([json.loads(line) for line in written])["m", "1", "PredictedValue"] == 1.5
