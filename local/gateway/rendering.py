"""Gateway responses and access log lines with every $context variable, not only those the emulator knows."""

import json
import re
from typing import Any

from ministack.services import apigateway_v1 as emulated

from local.gateway.exchange import serving

_VARIABLE = re.compile(r"\$(?:\{context\.([\w.]+)\}|context\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*))")


def install() -> None:
    """Complete what the emulator renders for an error of the gateway itself."""
    original = emulated._gateway_error_response  # noqa: SLF001

    def render(error: Any, request: dict[str, Any]) -> tuple[int, dict[str, Any], bytes]:
        exchange = serving()
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


def substitute(template: str, variables: dict[str, str], *, absent: str) -> str:
    """Return `template` with every `$context.name` replaced, escaped for the inside of a JSON string."""

    def value(match: re.Match[str]) -> str:
        return json.dumps(variables.get(match[1] or match[2], absent))[1:-1]

    return _VARIABLE.sub(value, template)
