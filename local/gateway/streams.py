"""Integrations with `ResponseTransferMode: STREAM`: the function's answer goes to the client as it comes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
"""

import json
from typing import Any

from ministack.services import apigateway_v1 as emulated
from ministack.services import lambda_svc

from local.gateway.exchange import serving
from local.streaming.response import in_thread, streamed
from local.web_functions import invoking, variables

_STREAM = "/response-streaming-invocations"
MOST_EVENT_BYTES = 6_291_456
"""Lambda's limit for a request, streamed or not."""


def install() -> None:
    """Let streamed integrations go their own way; all checks before them stay the emulator's."""
    original = emulated._invoke_lambda_proxy_v1  # noqa: SLF001

    async def invoke(integration: dict[str, Any], *request: Any, **scope: Any) -> Any:
        if not str(integration.get("uri", "")).endswith(_STREAM):
            return await original(integration, *request, **scope)
        return await _stream(integration, *request, **scope)

    emulated._invoke_lambda_proxy_v1 = invoke  # noqa: SLF001


async def _stream(
    integration: dict[str, Any],
    *request: Any,
    owner_account_id: str | None = None,
    owner_region: str | None = None,
    **named: Any,
) -> Any:
    reference = integration["uri"].partition("/functions/")[2].removesuffix(_STREAM)
    function, config, _ = lambda_svc._get_func_record_for_ref_in_scope(  # noqa: SLF001
        reference, account_id=owner_account_id, region=owner_region
    )
    if function is None or config is None or not variables.is_web_function(config):
        return emulated._gw_error("API_CONFIGURATION_ERROR", "Internal server error")  # noqa: SLF001
    event = emulated._build_lambda_event_v1(*request, **named)  # noqa: SLF001
    if len(json.dumps(event, ensure_ascii=False).encode()) > MOST_EVENT_BYTES:
        return emulated._gw_error("REQUEST_TOO_LARGE", "Request Too Long")  # noqa: SLF001
    try:
        begun = await in_thread(invoking.invoke, function, config, event)
    except invoking.ThrottledError:
        return emulated._gw_error("THROTTLED", "Too Many Requests")  # noqa: SLF001
    except invoking.FailedError:
        serving().integration_failed = True
        return emulated._gw_error("DEFAULT_5XX", "Internal server error")  # noqa: SLF001
    return begun.status, begun.headers, streamed(begun.pieces, close=begun.close)
