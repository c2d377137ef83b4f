"""A generated text as server-sent events."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from http_streams.composing import Composer
from http_streams.events import Delta, Event
from served_models.endpoint import version_of
from served_models.served_model import ServedModel

from .answers import GenerationDone, StopReason
from .endpoint import parts
from .lines import Details, junk, read_lines

_REASONS = {"length": "max_tokens", "eos_token": "end_turn", "stop_sequence": "stop_sequence"}


class GenerationSource:
    """Reads one stream; during a canary the container says which version it is."""

    def __init__(self, answered: dict[str, Any], *, model: str, served: ServedModel, request_id: str) -> None:
        self._stream = answered["Body"]
        self._model = model
        self._version = version_of(answered.get("CustomAttributes")) or served.version
        self._request_id = request_id

    @property
    def headers(self) -> Mapping[str, str]:
        """Name the version, as CSV answers do."""
        return {"x-model-version": self._version}

    def events(self) -> Iterator[Event]:
        """Yield the text as it comes, then how it ended."""
        composer, details = Composer(), None
        for line in read_lines(parts(self._stream)):
            details = line.details or details
            if text := composer.feed(line.token.text):
                yield Delta(text=text)
        if rest := composer.rest():
            yield Delta(text=rest)
        yield self._done(details)

    def _done(self, details: Details | None) -> GenerationDone:
        if details is None:
            raise junk("it ended before it was whole")
        return GenerationDone(
            model=self._model,
            version=self._version,
            stop_reason=cast(StopReason, _REASONS.get(details.finish_reason, "other")),
            tokens=details.generated_tokens,
            request_id=self._request_id,
        )
