"""Answers of Textract that are not what its documentation says: a 502, and nothing of them is passed on."""

from collections.abc import Iterator
from contextlib import contextmanager

from http_api.aws_calls import AwsService


@contextmanager
def documented(service: AwsService) -> Iterator[None]:
    """Read an answer inside; what is missing or of another type becomes the service's 502."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise service.junk("it has another shape than documented") from error
