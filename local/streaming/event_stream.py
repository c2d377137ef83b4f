"""AWS's event stream encoding, `application/vnd.amazon.eventstream`, as botocore reads it.

A message: total and header length, their CRC-32, headers, payload, CRC-32 of all before it; big-endian.
https://smithy.io/2.0/aws/amazon-eventstream.html
"""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

MEDIA_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7
"""The type of a header value that is a string."""


def event(name: str, payload: bytes, *, content_type: str) -> bytes:
    """Encode one event."""
    return message({":message-type": "event", ":event-type": name, ":content-type": content_type}, payload)


def json_event(name: str, data: Mapping[str, Any]) -> bytes:
    """Encode one event whose payload is JSON."""
    return event(name, json.dumps(data).encode(), content_type="application/json")


def exception(name: str, text: str) -> bytes:
    """Encode the message that ends a stream which broke off."""
    headers = {
        ":message-type": "exception",
        ":exception-type": name,
        ":content-type": "application/json",
    }
    return message(headers, json.dumps({"message": text, "Message": text}).encode())


def message(headers: Mapping[str, str], payload: bytes) -> bytes:
    """Encode one message."""
    encoded = b"".join(_header(name, value) for name, value in headers.items())
    total = 12 + len(encoded) + len(payload) + 4
    prelude = struct.pack("!II", total, len(encoded))
    body = prelude + struct.pack("!I", zlib.crc32(prelude)) + encoded + payload
    return body + struct.pack("!I", zlib.crc32(body))


def _header(name: str, value: str) -> bytes:
    named, text = name.encode(), value.encode()
    return struct.pack("!B", len(named)) + named + struct.pack("!BH", _STRING, len(text)) + text
