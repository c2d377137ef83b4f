"""Which models are served: SSM parameters name mode, endpoint, version and card; the card is in S3."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from http_api.problems import Kind, ProblemError, invalid, printable

from .card import Card
from .kept import STALE_SECONDS, Kept, MissingError, ReadError
from .served_model import ServedModel

# A new version shows within this time; a model that is not known is looked for at most once a second.
LISTING_SECONDS = 10.0
MISS_SECONDS = 1.0
CARD_SECONDS = 300.0
MOST_CARDS = 64
TARGET = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")


@dataclass(frozen=True)
class Listing:
    """The parameters by model name, and what was made of them."""

    values: Mapping[str, str]
    parsed: dict[str, ServedModel] = field(default_factory=dict)


class Catalog:
    """The served models, cached for seconds; every cache is bounded in time and in number.

    What was read once serves on for minutes while SSM or S3 cannot be read: `warn` is told.
    """

    def __init__(
        self,
        *,
        read_parameters: Callable[[], Mapping[str, str]],
        read_object: Callable[[str, str], bytes],
        warn: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_object = read_object
        self._warn = warn
        self._now = now
        self._listing = Kept(
            what="The list of models",
            read=lambda: Listing(values=dict(read_parameters())),
            warn=warn,
            now=now,
        )
        self._cards: dict[tuple[str, str], Kept[Card]] = {}

    def models(self) -> dict[str, ServedModel | None]:
        """List every served model by name; None where its entry is broken, which `find` answers with 503."""
        listing = self._listed()
        return {name: _parse(value, listing.parsed) for name, value in sorted(listing.values.items())}

    def find(self, name: str) -> ServedModel:
        """Find a served model; 404 when there is none of this name."""
        listing = self._listed()
        if name not in listing.values:
            listing = self._listed(most_age=MISS_SECONDS, stale_seconds=0.0)
        value = listing.values.get(name)
        if value is None:
            raise ProblemError(
                Kind.NOT_FOUND, "No such model is served: GET /v1/models lists those that are."
            )
        served = _parse(value, listing.parsed)
        if served is None:
            raise _unavailable("The model's entry cannot be read")
        return served

    def knows(self, name: str) -> bool:
        """Tell whether the last listing has a model of this name; asks nobody."""
        listing = self._listing.last
        return listing is not None and name in listing.values

    def card(self, served: ServedModel, *, target: str | None = None) -> Card:
        """Read the card of the model, or of one among many behind it; 503 when it cannot be read."""
        if target is not None and not TARGET.fullmatch(target):
            raise invalid(
                "target", f"is '{printable(target)}': letters, digits and dashes name a target model"
            )
        location = served.card_of(target)
        key = served.version, location
        kept = self._cards.get(key) or self._card_at(location)
        try:
            card = kept.value(most_age=CARD_SECONDS)
        except MissingError as error:
            self._cards.pop(key, None)
            if target is not None:
                detail = "No such target model: the name is that of a learner's model behind this endpoint."
                raise ProblemError(Kind.NOT_FOUND, detail) from error
            raise _unavailable("The model's card cannot be read") from error
        except (ReadError, ValidationError) as error:
            raise _unavailable("The model's card cannot be read") from error
        self._remember(key, kept)
        return card

    def _card_at(self, location: str) -> Kept[Card]:
        bucket, _, key = location.removeprefix("s3://").partition("/")
        return Kept(
            what=f"The card {location}",
            read=lambda: Card.model_validate_json(self._read_object(bucket, key)),
            warn=self._warn,
            now=self._now,
        )

    def _remember(self, key: tuple[str, str], kept: Kept[Card]) -> None:
        if key not in self._cards and len(self._cards) >= MOST_CARDS:
            # The oldest: the others are what serves on while S3 cannot be read.
            self._cards.pop(next(iter(self._cards)), None)
        self._cards[key] = kept

    def _listed(self, *, most_age: float = LISTING_SECONDS, stale_seconds: float = STALE_SECONDS) -> Listing:
        try:
            return self._listing.value(most_age=most_age, stale_seconds=stale_seconds)
        except ReadError as error:
            raise _unavailable("The list of models cannot be read") from error


def _parse(value: str, parsed: dict[str, ServedModel]) -> ServedModel | None:
    if value not in parsed:
        try:
            parsed[value] = ServedModel.model_validate_json(value)
        except ValidationError:
            return None
    return parsed[value]


def _unavailable(what: str) -> ProblemError:
    return ProblemError(Kind.UNAVAILABLE, f"{what}: try again in a few seconds.", retry_after=5)
