"""Where a model's rule stands among those of the shared load balancer: each has a number of its own."""

import zlib
from collections.abc import Set

HIGHEST = 50_000
"""Of a listener's rules (API reference, CreateRule)."""


def rule_priority(stack: str, *, taken: Set[int] = frozenset()) -> int:
    """Return a number that hangs on the stack's name, the next free one where another stack has it.

    Models may so come and go in any order; which rule is asked first does not matter, as no path fits two.
    """
    first = zlib.crc32(stack.encode())
    return next(number for step in range(HIGHEST) if (number := 1 + (first + step) % HIGHEST) not in taken)
