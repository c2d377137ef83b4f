"""GetMetricData with expressions, searches and dynamic labels: what a dashboard asks for."""

from typing import Any

from ministack.services import cloudwatch as emulated

from local.cloudwatch.queries import Queries, Result
from local.cloudwatch.series import MathError, Range

_Answer = tuple[int, dict[str, Any], bytes]


def install() -> None:
    """Answer GetMetricData here; the old query protocol, which carries no expressions, keeps its own way."""
    original = emulated._get_metric_data  # noqa: SLF001

    def get_metric_data(params: Any, data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> _Answer:
        if not (is_cbor or is_json):
            answered: _Answer = original(params, data, is_cbor, is_json)
            return answered
        try:
            answer = respond(data)
        except MathError as error:
            refused: _Answer = emulated._error(  # noqa: SLF001
                "ValidationError", str(error), 400, use_json=is_json, use_cbor=is_cbor
            )
            return refused
        if is_json:
            said: _Answer = emulated._json_ok(answer)  # noqa: SLF001
            return said
        lines = [emulated._cbor_metric_data_result(line) for line in answer["MetricDataResults"]]  # noqa: SLF001
        told: _Answer = emulated._cbor_ok({"MetricDataResults": lines})  # noqa: SLF001
        return told

    emulated._get_metric_data = get_metric_data  # noqa: SLF001


def respond(request: dict[str, Any]) -> dict[str, Any]:
    """Compute the answer. The newest value comes first unless ScanBy says otherwise, as on AWS."""
    start, end = (emulated._parse_ts(request[name]) for name in ("StartTime", "EndTime"))  # noqa: SLF001
    if start is None or end is None or start >= end:
        raise MathError("StartTime must be before EndTime")
    newest_first = request.get("ScanBy", "TimestampDescending") == "TimestampDescending"
    results = Queries(request["MetricDataQueries"], over=Range(start, end)).results()
    return {"MetricDataResults": [_line(result, newest_first=newest_first) for result in results]}


def _line(result: Result, *, newest_first: bool) -> dict[str, Any]:
    moments = sorted(result.series.values, reverse=newest_first)
    return {
        "Id": result.id,
        "Label": result.label,
        "Timestamps": [emulated._ts_iso(at) for at in moments],  # noqa: SLF001
        "Values": [result.series.values[at] for at in moments],
        "StatusCode": "Complete",
    }
