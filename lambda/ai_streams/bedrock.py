"""Asking Amazon Bedrock for a stream: the same request, profile and guardrail as chat's Converse."""

from typing import Any

from ai_chat.bedrock import Turn, asked
from ai_chat.settings import Settings
from http_api.aws_calls import AwsService
from http_api.metered import Work
from http_streams.aws_events import AwsStream

# Between two events: the guardrail holds text back until it has enough to look at.
ATTEMPT_SECONDS = 24.0


class BedrockStream:
    """The one operation; the role allows it only for this profile and with this guardrail."""

    def __init__(self, client: Any, *, service: AwsService, settings: Settings) -> None:
        self._client = client
        self._service = service
        self._settings = settings

    def open(self, turn: Turn, *, work: Work) -> AwsStream:
        """Open the stream. `sync` lets no text out before the guardrail has passed it.

        Source: Bedrock guide, "Configure streaming response behavior to filter content".
        """
        request = asked(turn, settings=self._settings)
        request["guardrailConfig"]["streamProcessingMode"] = "sync"
        answered = self._service.ask(self._client.converse_stream, work=work, units={}, **request)
        stream: AwsStream = answered["stream"]
        return stream
