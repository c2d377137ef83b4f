"""The request path: size limits, gateway responses in full, one request id from edge to function."""

import json
import re
import time
from typing import Any

from ministack.services import apigateway_v1 as emulated

from local.gateway.exchange import Exchange, current

GATEWAY_BYTES = 10_485_760
"""See "API Gateway quotas for configuring and running a REST API": payload size."""
FUNCTION_BYTES = 6_291_456
"""Of the whole event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
_VARIABLE = re.compile(r"\$(?:\{context\.([\w.]+)\}|context\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*))")


def install() -> None:
    """Wrap the emulator's own steps."""
    _limit_request()
    _render_every_variable()
    _name_request_in_event()
    _limit_event()
    _notice_failed_function()
    _remember_key()


def substitute(template: str, variables: dict[str, str], *, absent: str) -> str:
    """Return `template` with every `$context.name` replaced, escaped for the inside of a JSON string."""

    def value(match: re.Match[str]) -> str:
        return json.dumps(variables.get(match[1] or match[2], absent))[1:-1]

    return _VARIABLE.sub(value, template)


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
        exchange = _exchange()
        exchange.request = request
        deployed = emulated._stages_v1.get(api_id, {}).get(stage)  # noqa: SLF001
        if deployed and len(body) > GATEWAY_BYTES:
            request["stage"] = deployed
            return emulated._gw_error("REQUEST_TOO_LARGE", "Request Too Long")  # noqa: SLF001
        return await original(request, api_id, stage, method, path, headers, body, *rest)

    emulated._execute_in_scope = execute  # noqa: SLF001


def _render_every_variable() -> None:
    original = emulated._gateway_error_response  # noqa: SLF001

    def render(error: Any, request: dict[str, Any]) -> tuple[int, dict[str, Any], bytes]:
        exchange = _exchange()
        exchange.error = error
        status, headers, body = original(error, request)
        exchange.status = 502 if exchange.integration_failed else status
        text = substitute(body.decode(), exchange.variables(), absent="")
        return exchange.status, _once(headers), text.encode()

    emulated._gateway_error_response = render  # noqa: SLF001


def _once(headers: dict[str, Any]) -> dict[str, Any]:
    """Keep the last header of a name: a declared `content-type` replaces the default `Content-Type`."""
    last = {name.lower(): name for name in headers}
    return {name: value for name, value in headers.items() if last[name.lower()] == name}


def _name_request_in_event() -> None:
    original = emulated._build_lambda_event_v1  # noqa: SLF001

    def build(*arguments: Any, **named: Any) -> dict[str, Any]:
        event: dict[str, Any] = original(*arguments, **named)
        request_id = _exchange().request.get("request_id")
        if request_id:
            event["requestContext"] |= {"requestId": request_id, "extendedRequestId": request_id}
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
        exchange = _exchange()
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
        _exchange().integration_failed = bool(error) or not (
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
        _exchange().request["api_key_id"] = key["id"] if key else None
        return error, key

    emulated._check_api_key = check  # noqa: SLF001


def _exchange() -> Exchange:
    return current.get() or Exchange(api_id="", stage="", method="", path="", headers={})


class _EventTooLargeError(Exception):
    """The event for the function is larger than Lambda takes."""
