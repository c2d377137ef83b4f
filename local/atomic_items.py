"""DynamoDB's writes as one step each: whoever loses a race finds the condition false.

Requests over HTTP come one after the other. The emulator's state machines write from threads of their own,
between another write's look at its condition and its change: two could win one claim.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
"""

import threading
from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

_Write = Callable[..., Any]
# A batch or a transaction calls the single writes.
_writing = threading.RLock()


def install() -> None:
    """Let one write at a time look and change."""
    # What has expired is removed by a thread, too.
    dynamodb._remove_item = alone(dynamodb._remove_item)  # noqa: SLF001
    dynamodb._put_item = alone(dynamodb._put_item)  # noqa: SLF001
    dynamodb._update_item = alone(dynamodb._update_item)  # noqa: SLF001
    dynamodb._delete_item = alone(dynamodb._delete_item)  # noqa: SLF001
    dynamodb._batch_write_item = alone(dynamodb._batch_write_item)  # noqa: SLF001
    dynamodb._transact_write_items = alone(dynamodb._transact_write_items)  # noqa: SLF001
    dynamodb._execute_statement = alone(dynamodb._execute_statement)  # noqa: SLF001
    dynamodb._execute_transaction = alone(dynamodb._execute_transaction)  # noqa: SLF001


def alone(write: _Write) -> _Write:
    """Return `write` as one step among all that went through here."""

    def write_alone(*arguments: Any, **named: Any) -> Any:
        with _writing:
            return write(*arguments, **named)

    return write_alone
