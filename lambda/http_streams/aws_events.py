"""The event stream of an AWS service, as boto3 gives it: what breaks it off becomes a problem."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, EventStreamError
from urllib3.exceptions import HTTPError

from http_api.failures import refused
from http_api.problems import Kind, ProblemError
from http_api.retries import RETRY_AFTER_SECONDS, AttemptError, told


class AwsStream(Protocol):
    """botocore's EventStream."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield one event after the other, each by its name."""

    def close(self) -> None:
        """Close the connection."""


def read_events(
    stream: AwsStream, *, name: str, fields: Mapping[str, tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """Yield each event of service `name`; `fields` says which field an error code is about.

    Closed before its end, it closes the connection, so that the service stops. Never asked again: the client
    has seen the first half.
    """
    try:
        yield from stream
    except EventStreamError as error:
        raise told(_sorted(error, name=name, fields=fields)) from error
    except (BotoCoreError, HTTPError, ParserError) as error:
        broke = f"The connection to {name} broke before its answer was whole."
        retry = RETRY_AFTER_SECONDS[Kind.UNAVAILABLE]
        raise ProblemError(Kind.UNAVAILABLE, broke, retry_after=retry) from error
    finally:
        stream.close()


def _sorted(error: EventStreamError, *, name: str, fields: Mapping[str, tuple[str, str]]) -> AttemptError:
    """Sort by code; a stream spells it as the event's name, `throttlingException`."""
    details = error.response["Error"]
    details["Code"] = details["Code"][:1].upper() + details["Code"][1:]
    return refused(name, error, told=fields)
