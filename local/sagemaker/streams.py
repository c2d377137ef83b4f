"""InvokeEndpointWithResponseStream: what the container sends piece by piece, as AWS's event stream."""

import contextlib
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from local.hosting import fleets, metrics
from local.hosting.copies import NoCapacityError
from local.hosting.invocation import Outcome
from local.hosting.model_server import ModelServer
from local.sagemaker import component_invocations, invocations
from local.streaming import event_stream
from local.streaming.response import streamed
from local.streaming.upstream import Upstream, UpstreamError

_Streamed = tuple[int, dict[str, Any], Any]
STREAM_SECONDS = 480.0
"""https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html (8 minutes)"""


def invoke(name: str, headers: dict[str, str], body: bytes) -> _Streamed:
    """Begin one stream; `ServiceError` as SageMaker Runtime would raise it before the first part."""
    name = urllib.parse.unquote(name)
    invocations.check_size(body)
    with contextlib.ExitStack() as until_opened:
        asked = _asked(name, headers, leaving=until_opened)
        upstream = Upstream(asked.server.invocations_url(), seconds=STREAM_SECONDS)
        try:
            status, answered = upstream.open("POST", body=body, headers=_forwarded(headers))
        except UpstreamError as error:
            asked.count(500)
            raise invocations.unanswered(str(error), endpoint=name, variant=asked.variant) from error
        if status >= 400:
            asked.count(status)
            text = upstream.read().decode("utf-8", "replace")
            raise invocations.refused(status, text, endpoint=name, variant=asked.variant)
        parts = _parts(upstream, asked=asked, leaving=until_opened.pop_all())
    return 200, _told(answered, variant=asked.variant), streamed(parts, close=upstream.close)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Which server streams, under what name, and how its end is counted: by HTTP status."""

    variant: str
    server: ModelServer
    count: Callable[[int], None]


def _asked(endpoint: str, headers: dict[str, str], *, leaving: contextlib.ExitStack) -> _Asked:
    """Choose a copy of the component, or a variant; what `leaving` holds is in use until it is closed."""
    started, component = time.perf_counter(), headers.get(component_invocations.HEADER)
    if component is not None:
        copies = component_invocations.named(component, endpoint=endpoint).copies
        try:
            server = leaving.enter_context(copies.chosen())
        except NoCapacityError:
            raise component_invocations.no_capacity(component) from None
        count = partial(component_invocations.count, component, copies=len(copies), started=started)
        return _Asked(variant=component, server=server, count=lambda status: count(status=status))
    fleet = leaving.enter_context(fleets.traffic_of(endpoint).lease())
    variant, server = fleet.choose(variant=headers.get("x-amzn-sagemaker-target-variant"))
    served = metrics.Served(endpoint=endpoint, variant=variant, config=fleet.config_name)

    def counted(status: int) -> None:
        microseconds = (time.perf_counter() - started) * 1e6
        outcome = Outcome(status=status, headers={}, data=b"", microseconds=microseconds)
        metrics.count(served, outcome, overhead=0.0)

    return _Asked(variant=variant, server=server, count=counted)


def _forwarded(headers: dict[str, str]) -> dict[str, str]:
    """Hand on what InvokeEndpoint does; this operation has a header of its own for Accept."""
    accept = headers.get("x-amzn-sagemaker-accept") or headers.get("accept", "")
    return invocations.forwarded(headers | ({"accept": accept} if accept else {}))


def _told(answered: dict[str, str], *, variant: str) -> dict[str, Any]:
    told = {
        "Content-Type": event_stream.MEDIA_TYPE,
        "X-Amzn-SageMaker-Content-Type": answered.get("content-type", "application/octet-stream"),
        "x-Amzn-Invoked-Production-Variant": variant,
    }
    attributes = answered.get("x-amzn-sagemaker-custom-attributes")
    return told | ({"X-Amzn-SageMaker-Custom-Attributes": attributes} if attributes else {})


def _parts(upstream: Upstream, *, asked: _Asked, leaving: contextlib.ExitStack) -> Iterator[bytes]:
    status = 500
    with leaving:
        try:
            for piece in upstream.pieces():
                yield event_stream.event("PayloadPart", piece, content_type="application/octet-stream")
            status = 200
        except UpstreamError as error:
            yield event_stream.exception("ModelStreamError", f"The model container: {error}.")
        finally:
            asked.count(status)
