"""One bounded way to try a task again, for every state machine: with more patience each time."""

from typing import Any

FAILED = ["States.TaskFailed"]


def retry(
    errors: list[str], *, seconds: int, attempts: int, most_seconds: int | None = None
) -> dict[str, Any]:
    """Return it: `attempts` more tries, the first after some `seconds`, waits doubling to `most_seconds`."""
    limit = {} if most_seconds is None else {"MaxDelaySeconds": most_seconds}
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": seconds,
        "MaxAttempts": attempts,
        "BackoffRate": 2,
        **limit,
        "JitterStrategy": "FULL",
    }
