"""Which models are served: SSM parameters name endpoint, version and card; the card is in S3."""

import time
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from http_api.problems import Kind, ProblemError

from .card import Card

# A new version shows within this time; a model that is not known is looked for at most once a second.
LISTING_SECONDS = 10.0
MISS_SECONDS = 1.0
CARD_SECONDS = 300.0
MOST_CARDS = 64

_S3_URL = r"^s3://[a-z0-9.-]{3,63}/.+$"


class ServedModel(BaseModel):
    """The value of one parameter, written by the stack that serves the model once its endpoint is up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    endpoint: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$")]
    version: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    card: Annotated[str, StringConstraints(pattern=_S3_URL)]


class ReadError(Exception):
    """SSM or S3 could not be read; the message stays in the log."""


class Catalog:
    """The served models, cached for seconds; every cache is bounded in time and in number."""

    def __init__(
        self,
        *,
        read_parameters: Callable[[], Mapping[str, str]],
        read_object: Callable[[str, str], bytes],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_parameters = read_parameters
        self._read_object = read_object
        self._now = now
        self._listing: dict[str, str] = {}
        self._listed_at: float | None = None
        self._cards: dict[ServedModel, tuple[float, Card]] = {}

    def models(self) -> dict[str, ServedModel | None]:
        """List every served model by name; None where its entry is broken, which `find` answers with 503."""
        return {name: _parse(value) for name, value in sorted(self._values(LISTING_SECONDS).items())}

    def find(self, name: str) -> ServedModel:
        """Find a served model; 404 when there is none of this name."""
        value = self._values(LISTING_SECONDS).get(name) or self._values(MISS_SECONDS).get(name)
        if value is None:
            raise ProblemError(
                Kind.NOT_FOUND, "No such model is served: GET /v1/models lists those that are."
            )
        served = _parse(value)
        if served is None:
            raise _unavailable("The model's entry cannot be read")
        return served

    def card(self, served: ServedModel) -> Card:
        """Read the model's card; 503 when it cannot be read."""
        cached = self._cards.get(served)
        if cached is not None and self._now() - cached[0] < CARD_SECONDS:
            return cached[1]
        bucket, _, key = served.card.removeprefix("s3://").partition("/")
        try:
            card = Card.model_validate_json(self._read_object(bucket, key))
        except (ReadError, ValidationError) as error:
            raise _unavailable("The model's card cannot be read") from error
        if len(self._cards) >= MOST_CARDS:
            self._cards.clear()
        self._cards[served] = (self._now(), card)
        return card

    def _values(self, most_age: float) -> dict[str, str]:
        if self._listed_at is None or self._now() - self._listed_at >= most_age:
            try:
                self._listing = dict(self._read_parameters())
            except ReadError as error:
                raise _unavailable("The list of models cannot be read") from error
            self._listed_at = self._now()
        return self._listing


def _parse(value: str) -> ServedModel | None:
    try:
        return ServedModel.model_validate_json(value)
    except ValidationError:
        return None


def _unavailable(what: str) -> ProblemError:
    return ProblemError(Kind.UNAVAILABLE, f"{what}: try again in a few seconds.", retry_after=5)
