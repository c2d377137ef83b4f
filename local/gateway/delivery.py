"""After each answer, in the background: the stage's access log line and the AWS/ApiGateway metrics."""

import contextvars
import logging
import queue
import threading
import time
from typing import Any

from botocore.exceptions import ClientError
from ministack.core.responses import StreamingResponse
from ministack.services import apigateway_v1 as emulated

from local import aws
from local.gateway.exchange import Exchange, current
from local.gateway.rendering import substitute

_BATCH = 100
_Line = tuple[str, str, str]
_Report = tuple[Exchange, str, _Line | None]
_reports: "queue.SimpleQueue[_Report]" = queue.SimpleQueue()
_thread: list[threading.Thread] = []
logger = logging.getLogger("lab2api")


def install() -> None:
    """Measure every request of every REST API."""
    original = emulated.handle_execute

    async def handle_execute(
        api_id: str, stage: str, method: str, path: str, headers: dict[str, Any], body: bytes, query: Any
    ) -> tuple[int, dict[str, Any], bytes]:
        exchange = Exchange(api_id=api_id, stage=stage, method=method, path=path, headers=headers)
        token = current.set(exchange)
        try:
            status, answered, payload = await original(api_id, stage, method, path, headers, body, query)
        finally:
            current.reset(token)
        exchange.status = status
        if request_id := exchange.request.get("request_id"):
            answered.setdefault("x-amzn-requestid", request_id)
        if isinstance(payload, StreamingResponse):
            return status, answered, _reported(payload, exchange)
        _report(exchange, length=len(payload or b""))
        return status, answered, payload

    emulated.handle_execute = handle_execute


def _reported(streaming: Any, exchange: Exchange) -> Any:
    """Report a streamed answer when it has ended, with the bytes that were sent."""

    async def run(send: Any, receive: Any) -> None:
        sent = 0

        async def count(message: dict[str, Any]) -> None:
            nonlocal sent
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await streaming.runner(count, receive)
        finally:
            _report(exchange, length=sent)

    return StreamingResponse(run)


def _report(exchange: Exchange, *, length: int) -> None:
    exchange.response_length = length
    _reports.put((exchange, _api_name(exchange.api_id), _access_log_line(exchange)))
    _start()


def _api_name(api_id: str) -> str:
    return str((emulated._rest_apis.get(api_id) or {}).get("name", api_id))  # noqa: SLF001


def _access_log_line(exchange: Exchange) -> _Line | None:
    stage = emulated._stages_v1.get(exchange.api_id, {}).get(exchange.stage) or {}  # noqa: SLF001
    settings = stage.get("accessLogSettings") or {}
    if not settings.get("destinationArn") or not settings.get("format"):
        return None
    group = settings["destinationArn"].partition(":log-group:")[2].removesuffix(":*")
    line = substitute(settings["format"], exchange.variables(), absent="-")
    return group, f"{exchange.api_id}/{exchange.stage}", line


def _start() -> None:
    if not _thread:
        context = contextvars.copy_context()
        _thread.append(
            threading.Thread(target=context.run, args=(_deliver_forever,), name="lab2api-access", daemon=True)
        )
        _thread[0].start()


def _deliver_forever() -> None:
    while True:
        batch = [_reports.get()]
        while not _reports.empty() and len(batch) < _BATCH:
            batch.append(_reports.get())
        try:
            _deliver(batch)
        except ClientError as error:
            logger.warning("access log or metrics of %d requests are lost: %s", len(batch), error)


def _deliver(batch: list[_Report]) -> None:
    data = [datum for exchange, name, _ in batch for datum in _metrics(exchange, name)]
    aws.client("cloudwatch").put_metric_data(Namespace="AWS/ApiGateway", MetricData=data)
    lines = [line for *_, line in batch if line is not None]
    for target in {(group, stream) for group, stream, _ in lines}:
        _write(*target, [text for group, stream, text in lines if (group, stream) == target])


def _metrics(exchange: Exchange, name: str) -> list[dict[str, Any]]:
    """See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html."""
    api = {"Name": "ApiName", "Value": name}
    stage = [api, {"Name": "Stage", "Value": exchange.stage}]
    resource = exchange.request.get("resource_path")
    method = [{"Name": "Method", "Value": exchange.method}, {"Name": "Resource", "Value": resource}]
    values = [
        ("Count", 1.0, "Count"),
        ("4XXError", float(400 <= exchange.status < 500), "Count"),
        ("5XXError", float(exchange.status >= 500), "Count"),
        ("Latency", float(exchange.milliseconds), "Milliseconds"),
    ]
    if exchange.integration_milliseconds is not None:
        values.append(("IntegrationLatency", float(exchange.integration_milliseconds), "Milliseconds"))
    return [
        {"MetricName": metric, "Dimensions": dimensions, "Value": value, "Unit": unit}
        for metric, value, unit in values
        for dimensions in ([api], stage, *([[*stage, *method]] if resource and _detailed(exchange) else []))
    ]


def _detailed(exchange: Exchange) -> bool:
    """Tell whether the stage counts each method by itself, which AWS bills."""
    stage = emulated._stages_v1.get(exchange.api_id, {}).get(exchange.stage) or {}  # noqa: SLF001
    settings: dict[str, Any] = stage.get("methodSettings") or {}
    return bool(settings.get("*/*", {}).get("metricsEnabled"))


def _write(group: str, stream: str, lines: list[str]) -> None:
    logs, now = aws.client("logs"), int(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in lines]
    try:
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    except logs.exceptions.ResourceNotFoundException:
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
