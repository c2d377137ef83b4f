"""Asking the endpoint for a stream: one paid call, asked again only while nothing was answered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from http_api import retries
from http_api.metered import Work
from http_api.problems import Kind
from http_api.retries import AttemptError, Clock
from http_streams.aws_events import AwsStream, read_events
from served_models.endpoint import Address, failed

from .lines import MEDIA_TYPE

# Also the longest time between two tokens.
ATTEMPT_SECONDS = 24.0


@dataclass(frozen=True, kw_only=True)
class Generate:
    """What the container is asked, in the schema of AWS's LMI containers."""

    prompt: str
    max_new_tokens: int
    temperature: float
    seed: int | None

    def body(self) -> bytes:
        """Write the request."""
        seeded = {} if self.seed is None else {"seed": self.seed}
        parameters = {"max_new_tokens": self.max_new_tokens, "temperature": self.temperature, **seeded}
        return json.dumps({"inputs": self.prompt, "parameters": parameters, "stream": True}).encode()


class EndpointStream:
    """The one operation."""

    def __init__(self, client: Any, *, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def open(self, address: Address, asked: Generate, *, request_id: str, work: Work) -> dict[str, Any]:
        """Open the stream: boto3's answer, whose Body is the event stream."""
        return retries.attempt(
            lambda: self._ask(address, asked, request_id=request_id),
            remaining=work.remaining(),
            attempt_seconds=ATTEMPT_SECONDS,
            late="No time was left to ask the model: try again.",
            clock=self._clock,
        ).payload

    def _ask(self, address: Address, asked: Generate, *, request_id: str) -> dict[str, Any]:
        try:
            answered: dict[str, Any] = self._client.invoke_endpoint_with_response_stream(
                EndpointName=address.endpoint,
                **({"InferenceComponentName": address.component} if address.component else {}),
                Body=asked.body(),
                ContentType="application/json",
                Accept=MEDIA_TYPE,
                CustomAttributes=f"request-id={request_id}",
            )
        except ClientError as error:
            raise failed(
                error.response["Error"]["Code"], error.response["Error"].get("Message", "")
            ) from error
        except ReadTimeoutError as error:
            late = "The model did not answer in time."
            raise AttemptError(Kind.DEADLINE_EXCEEDED, late, retryable=False) from error
        except BotoCoreError as error:
            raise AttemptError(Kind.UNAVAILABLE, "The model could not be reached.", retryable=True) from error
        return answered


def parts(stream: AwsStream) -> Iterator[bytes]:
    """Yield the bytes of each part."""
    for event in read_events(stream, name="the model", fields={}):
        if "PayloadPart" in event:
            yield event["PayloadPart"]["Bytes"]
