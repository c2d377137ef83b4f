"""AWS/Lambda metrics of every execution, whoever asked for it; the emulator counts only calls of Invoke.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from typing import Any

from ministack.services import cloudwatch as emulated
from ministack.services import lambda_svc

NAMESPACE = "AWS/Lambda"


def install() -> None:
    """Count where a function's log is written, which is once an execution."""
    own_log = lambda_svc._emit_lambda_logs  # noqa: SLF001

    def emit_log(
        function: Any, request_id: str, text: str, error: bool, duration_ms: int, **named: Any
    ) -> None:
        own_log(function, request_id, text, error, duration_ms, **named)
        count(_name(function), error=error, milliseconds=duration_ms)

    def count_throttle(name: str, duration_ms: float, error: bool, throttle: bool) -> None:
        del error
        # Told twice where Invoke was throttled; the second time with how long that took.
        if throttle and not duration_ms:
            emulated.record_metric(NAMESPACE, "Throttles", 1, "Count", {"FunctionName": name})

    lambda_svc._emit_lambda_logs = emit_log  # noqa: SLF001
    lambda_svc._emit_lambda_metrics = count_throttle  # noqa: SLF001


def count(name: str, *, error: bool, milliseconds: float) -> None:
    """Count one execution."""
    values = {"Invocations": 1, "Errors": int(error), "Throttles": 0}
    for metric, value in values.items():
        emulated.record_metric(NAMESPACE, metric, value, "Count", {"FunctionName": name})
    emulated.record_metric(NAMESPACE, "Duration", milliseconds, "Milliseconds", {"FunctionName": name})


def _name(function: Any) -> str:
    return str((function.get("config") or function)["FunctionName"])
