"""The request path: size limits, failed functions, and one request id from the edge to the function."""

import json
import time
from typing import Any

from ministack.services import apigateway_v1 as emulated

from local.gateway.exchange import serving

GATEWAY_BYTES = 10_485_760
"""See "API Gateway quotas for configuring and running a REST API": payload size."""
FUNCTION_BYTES = 6_291_456
"""Of the whole event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""


def install() -> None:
    """Wrap the emulator's own steps."""
    _limit_request()
    _name_request_in_event()
    _limit_event()
    _notice_failed_function()
    _remember_key()


def _limit_request() -> None:
    original = emulated._execute_in_scope  # noqa: SLF001

    async def execute(
        request: dict[str, Any],
        api_id: str,
        stage: str,
        method: str,
        path: str,
        headers: dict[str, Any],
        body: bytes,
        *rest: Any,
    ) -> Any:
        exchange = serving()
        exchange.request = request
        deployed = emulated._stages_v1.get(api_id, {}).get(stage)  # noqa: SLF001
        if deployed and len(body) > GATEWAY_BYTES:
            request["stage"] = deployed
            return emulated._gw_error("REQUEST_TOO_LARGE", "Request Too Long")  # noqa: SLF001
        return await original(request, api_id, stage, method, path, headers, body, *rest)

    emulated._execute_in_scope = execute  # noqa: SLF001


def _name_request_in_event() -> None:
    original = emulated._build_lambda_event_v1  # noqa: SLF001

    def build(*arguments: Any, **named: Any) -> dict[str, Any]:
        event: dict[str, Any] = original(*arguments, **named)
        request_id = serving().request.get("request_id")
        if request_id:
            event["requestContext"] |= {"requestId": request_id, "extendedRequestId": request_id}
        if key_id := serving().request.get("api_key_id"):
            event["requestContext"]["identity"]["apiKeyId"] = key_id
        return event

    emulated._build_lambda_event_v1 = build  # noqa: SLF001


def _limit_event() -> None:
    original = emulated._call_lambda_raw  # noqa: SLF001
    invoke = emulated._invoke_lambda_proxy_v1  # noqa: SLF001

    async def call(function: str, event: dict[str, Any], **scope: Any) -> Any:
        body = event.get("body") or ""
        if (
            len(body) > FUNCTION_BYTES // 2
            and len(json.dumps(event, ensure_ascii=False).encode()) > FUNCTION_BYTES
        ):
            raise _EventTooLargeError
        return await original(function, event, **scope)

    async def invoke_within_limit(*arguments: Any, **named: Any) -> Any:
        exchange = serving()
        exchange.integration_started = time.perf_counter()
        try:
            answer = await invoke(*arguments, **named)
        except _EventTooLargeError:
            return emulated._gw_error("REQUEST_TOO_LARGE", "Request Too Long")  # noqa: SLF001
        exchange.integration_milliseconds = round((time.perf_counter() - exchange.integration_started) * 1000)
        if exchange.integration_failed:
            return emulated._gw_error("DEFAULT_5XX", "Internal server error")  # noqa: SLF001
        return answer

    emulated._call_lambda_raw = call  # noqa: SLF001
    emulated._invoke_lambda_proxy_v1 = invoke_within_limit  # noqa: SLF001


def _notice_failed_function() -> None:
    """On AWS a failed or malformed function answer goes through the DEFAULT_5XX response, with status 502."""
    original = emulated._lambda_proxy_response  # noqa: SLF001

    def interpret(result: dict[str, Any]) -> tuple[Any, Any]:
        answer, error = original(result)
        serving().integration_failed = bool(error) or not (
            result.get("throttle") or _is_answer(result["body"])
        )
        return answer, error

    emulated._lambda_proxy_response = interpret  # noqa: SLF001


def _is_answer(payload: Any) -> bool:
    """Whether a function returned an object, itself or as JSON text, as the proxy integration wants it."""
    if isinstance(payload, str | bytes):
        try:
            payload = json.loads(payload)
        except ValueError:
            return False
    return isinstance(payload, dict)


def _remember_key() -> None:
    original = emulated._check_api_key  # noqa: SLF001

    def check(*arguments: Any) -> tuple[Any, Any]:
        error, key = original(*arguments)
        serving().request["api_key_id"] = key["id"] if key else None
        return error, key

    emulated._check_api_key = check  # noqa: SLF001


class _EventTooLargeError(Exception):
    """The event for the function is larger than Lambda takes."""
