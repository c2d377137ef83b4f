"""The class of an exception that a Python function raised: Step Functions chooses its retries by this name.

The emulator's worker hands on the message and the traceback, and would call every class the same.
"""

import re
from typing import Any

from ministack.services import lambda_svc

_UNNAMED = "Runtime.HandlerError"
_TRACEBACK = "Traceback (most recent call last):\n"
_RAISED = re.compile(r"^(?:\w+\.)*(\w+)(?::|$)", re.MULTILINE)


def install() -> None:
    """Name the class as Lambda does in `errorType` (Lambda guide, Python function errors)."""
    original = lambda_svc._execute_function_warm  # noqa: SLF001

    def execute(*arguments: Any, **named: Any) -> dict[str, Any]:
        result: dict[str, Any] = original(*arguments, **named)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict) and body.get("errorType") == _UNNAMED:
            body["errorType"] = class_of(result.get("log", "")) or _UNNAMED
        return result

    lambda_svc._execute_function_warm = execute  # noqa: SLF001


def class_of(log: str) -> str | None:
    """Return the class that the last traceback ends with; frames are indented, the class is not."""
    _, found, trace = log.rpartition(_TRACEBACK)
    raised = _RAISED.search(trace) if found else None
    return raised[1] if raised else None
