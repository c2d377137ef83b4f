"""From what CloudWatch Logs delivers to what each API key used. Knows no AWS client."""

import base64
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MOST_BYTES = 16 * 1024 * 1024
"""Unzipped: Logs delivers 1 MB at most, zipped, and our lines are short."""


class DeliveryError(Exception):
    """Something that is no delivery of CloudWatch Logs."""


class Line(BaseModel):
    """One line of a log group; `id` is the same when it is delivered again."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    message: str


class Delivery(BaseModel):
    """What a subscription delivers (CloudWatch Logs guide, subscription filters with Lambda)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = Field(alias="messageType")
    lines: tuple[Line, ...] = Field(alias="logEvents")


class Use(BaseModel):
    """What one line says: a key's use of one operation of a service."""

    model_config = ConfigDict(frozen=True)

    line: str
    key: str
    service: str
    usd: Decimal


def unpack(event: Mapping[str, Any]) -> Delivery:
    """Read a delivery; raises DeliveryError for anything else."""
    try:
        packed = base64.b64decode(event["awslogs"]["data"], validate=True)
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as unzipped:
            text = unzipped.read(MOST_BYTES + 1)
    except (KeyError, TypeError, ValueError, OSError, EOFError) as error:
        raise DeliveryError("no data of a subscription of CloudWatch Logs") from error
    if len(text) > MOST_BYTES:
        raise DeliveryError(f"more than {MOST_BYTES} bytes")
    return Delivery.model_validate_json(text)


def uses(delivery: Delivery) -> Iterator[Use]:
    """Yield what was paid for; a line that is no account of a request is no fault, there are others."""
    for line in delivery.lines if delivery.kind == "DATA_MESSAGE" else ():
        if use := _use(line):
            yield use


def by_key(found: Sequence[Use]) -> Mapping[str, list[Use]]:
    """Group by who pays."""
    grouped = defaultdict(list)
    for use in found:
        grouped[use.key].append(use)
    return grouped


def _use(line: Line) -> Use | None:
    try:
        told = json.loads(line.message[line.message.index("{") :], parse_float=Decimal)
        usd = Decimal(told["EstimatedUsd"])
        key, service = str(told["ApiKeyId"]), str(told["Service"])
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None
    if not usd.is_finite() or usd <= 0:
        return None
    return Use(line=line.id, key=key, service=service, usd=usd)
