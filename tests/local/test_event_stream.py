"""Our encoding of AWS's event stream, read by botocore's parser."""

from typing import Any

from botocore.eventstream import EventStreamBuffer
from hypothesis import given
from hypothesis import strategies as st

from local.streaming import event_stream


def parsed(*messages: bytes) -> list[tuple[dict[str, Any], bytes]]:
    buffer = EventStreamBuffer()
    buffer.add_data(b"".join(messages))
    return [(dict(found.headers), found.payload) for found in buffer]


@given(st.lists(st.binary(max_size=300), max_size=5), st.text(min_size=1, max_size=40))
def test_what_is_encoded_is_read_back(payloads: list[bytes], name: str) -> None:
    written = [event_stream.event(name, payload, content_type="text/plain") for payload in payloads]
    headers = {":message-type": "event", ":event-type": name, ":content-type": "text/plain"}
    assert parsed(*written) == [(headers, payload) for payload in payloads]


def test_an_exception_says_which_and_why() -> None:
    ((headers, payload),) = parsed(event_stream.exception("throttlingException", "Busy"))
    assert (headers[":message-type"], headers[":exception-type"]) == ("exception", "throttlingException")
    assert b'"message": "Busy"' in payload
