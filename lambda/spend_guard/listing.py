"""Lists of AWS, whole: page after page, and never without an end."""

from collections.abc import Callable, Iterator
from typing import Any

MOST_PAGES = 500
"""Of 100 entries: a list that is longer is an error, as part of it would go unseen."""


class EndlessListError(Exception):
    """A list that has not ended after MOST_PAGES pages."""


def entries(operation: Callable[..., Any], key: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """Yield what is below `key` in every page of a SageMaker list."""
    for _ in range(MOST_PAGES):
        page = operation(**asked)
        yield from page[key]
        if not (token := page.get("NextToken")):
            return
        asked["NextToken"] = token
    raise EndlessListError(f"{key}: more than {MOST_PAGES} pages")
