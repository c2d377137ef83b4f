"""Which models are served: SSM parameters name mode, endpoint, version and card; the card is in S3."""

import re
import time
from collections.abc import Callable, Mapping

from pydantic import ValidationError

from http_api.problems import Kind, ProblemError, invalid, printable

from .card import Card
from .served_model import ServedModel

# A new version shows within this time; a model that is not known is looked for at most once a second.
LISTING_SECONDS = 10.0
MISS_SECONDS = 1.0
CARD_SECONDS = 300.0
MOST_CARDS = 64
TARGET = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")


class ReadError(Exception):
    """SSM or S3 could not be read; the message stays in the log."""


class MissingError(ReadError):
    """S3 has no such object, or answers 403 for it, as it does to who may not list."""


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
        self._parsed: dict[str, ServedModel] = {}
        self._listed_at: float | None = None
        self._cards: dict[tuple[str, str], tuple[float, Card]] = {}

    def models(self) -> dict[str, ServedModel | None]:
        """List every served model by name; None where its entry is broken, which `find` answers with 503."""
        return {name: self._parse(value) for name, value in sorted(self._values(LISTING_SECONDS).items())}

    def find(self, name: str) -> ServedModel:
        """Find a served model; 404 when there is none of this name."""
        value = self._values(LISTING_SECONDS).get(name) or self._values(MISS_SECONDS).get(name)
        if value is None:
            raise ProblemError(
                Kind.NOT_FOUND, "No such model is served: GET /v1/models lists those that are."
            )
        served = self._parse(value)
        if served is None:
            raise _unavailable("The model's entry cannot be read")
        return served

    def knows(self, name: str) -> bool:
        """Tell whether the last listing has a model of this name; asks nobody."""
        return name in self._listing

    def card(self, served: ServedModel, *, target: str | None = None) -> Card:
        """Read the card of the model, or of one among many behind it; 503 when it cannot be read."""
        if target is not None and not TARGET.fullmatch(target):
            raise invalid(
                "target", f"is '{printable(target)}': letters, digits and dashes name a target model"
            )
        location = served.card_of(target)
        cached = self._cards.get((served.version, location))
        if cached is not None and self._now() - cached[0] < CARD_SECONDS:
            return cached[1]
        card = self._read_card(location, target=target)
        if len(self._cards) >= MOST_CARDS:
            self._cards.clear()
        self._cards[served.version, location] = (self._now(), card)
        return card

    def _read_card(self, location: str, *, target: str | None) -> Card:
        bucket, _, key = location.removeprefix("s3://").partition("/")
        try:
            return Card.model_validate_json(self._read_object(bucket, key))
        except MissingError as error:
            if target is not None:
                detail = "No such target model: the name is that of a learner's model behind this endpoint."
                raise ProblemError(Kind.NOT_FOUND, detail) from error
            raise _unavailable("The model's card cannot be read") from error
        except (ReadError, ValidationError) as error:
            raise _unavailable("The model's card cannot be read") from error

    def _values(self, most_age: float) -> dict[str, str]:
        if self._listed_at is None or self._now() - self._listed_at >= most_age:
            try:
                self._listing = dict(self._read_parameters())
            except ReadError as error:
                raise _unavailable("The list of models cannot be read") from error
            self._parsed = {}
            self._listed_at = self._now()
        return self._listing

    def _parse(self, value: str) -> ServedModel | None:
        if value not in self._parsed:
            try:
                self._parsed[value] = ServedModel.model_validate_json(value)
            except ValidationError:
                return None
        return self._parsed[value]


def _unavailable(what: str) -> ProblemError:
    return ProblemError(Kind.UNAVAILABLE, f"{what}: try again in a few seconds.", retry_after=5)
