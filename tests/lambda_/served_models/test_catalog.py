"""The catalog: few calls, bounded memory, and one broken entry harms only its own model."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from http_api.problems import ProblemError
from served_models.card import Card
from served_models.catalog import CARD_SECONDS, LISTING_SECONDS, MOST_CARDS, Catalog, ServedModel
from served_models.kept import RETRY_SECONDS, STALE_SECONDS, MissingError, ReadError
from tests.lambda_.inference_proxy.ports import FakeTime
from tests.lambda_.inference_proxy.samples import CARD, SERVED


class Source:
    """SSM and S3 that count how often they are read."""

    def __init__(self) -> None:
        self.parameters: dict[str, str] = {"iris": json.dumps(SERVED)}
        self.listings = 0
        self.reads: list[tuple[str, str]] = []
        self.broken = False
        self.gone = False
        self.warned: list[str] = []

    def read_parameters(self) -> dict[str, str]:
        self.listings += 1
        if self.broken:
            raise ReadError("no")
        return self.parameters

    def read_object(self, bucket: str, key: str) -> bytes:
        self.reads.append((bucket, key))
        if self.gone:
            raise MissingError("no such key")
        if self.broken:
            raise ReadError("no")
        return json.dumps(CARD).encode()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def time() -> FakeTime:
    return FakeTime(seconds=1_000.0)


@pytest.fixture
def catalog(source: Source, time: FakeTime) -> Catalog:
    return Catalog(
        read_parameters=source.read_parameters,
        read_object=source.read_object,
        warn=source.warned.append,
        now=time.now,
    )


def test_many_requests_cost_one_listing_and_one_read(catalog: Catalog, source: Source) -> None:
    for _ in range(50):
        catalog.card(catalog.find("iris"))
    assert (source.listings, source.reads) == (1, [("artifacts", "models/iris/7/card.json")])


def test_a_new_version_is_seen_when_the_listing_is_old(
    catalog: Catalog, source: Source, time: FakeTime
) -> None:
    catalog.card(catalog.find("iris"))
    source.parameters["iris"] = json.dumps(SERVED | {"version": "8"})
    assert catalog.find("iris").version == "7"
    time.seconds += LISTING_SECONDS
    assert catalog.card(catalog.find("iris")).name == "iris"
    assert (catalog.find("iris").version, len(source.reads)) == ("8", 2)


def test_guessing_names_cannot_flood_the_parameter_store(catalog: Catalog, source: Source) -> None:
    for number in range(100):
        with pytest.raises(ProblemError):
            catalog.find(f"guess-{number}")
    assert source.listings == 1


def test_the_number_of_cards_in_memory_is_bounded(catalog: Catalog) -> None:
    for number in range(3 * MOST_CARDS):
        catalog.card(ServedModel.model_validate(SERVED | {"version": str(number)}))
    assert len(catalog._cards) <= MOST_CARDS


def test_a_broken_entry_harms_only_its_own_model(catalog: Catalog, source: Source) -> None:
    source.parameters["broken"] = "{"
    assert catalog.models() == {"broken": None, "iris": ServedModel.model_validate(SERVED)}
    assert catalog.find("iris").endpoint == "dev-iris"
    with pytest.raises(ProblemError) as caught:
        catalog.find("broken")
    assert caught.value.kind.status == 503


def test_a_failed_read_is_not_remembered(catalog: Catalog, source: Source) -> None:
    source.broken = True
    with pytest.raises(ProblemError):
        catalog.models()
    source.broken = False
    assert list(catalog.models()) == ["iris"]


def test_models_known_serve_on_while_the_parameter_store_throttles(
    catalog: Catalog, source: Source, time: FakeTime
) -> None:
    catalog.card(catalog.find("iris"))
    source.broken = True
    time.seconds += CARD_SECONDS
    for _ in range(20):
        assert catalog.card(catalog.find("iris")).name == "iris"
    assert list(catalog.models()) == ["iris"]
    assert (source.listings, len(source.reads)) == (2, 2)
    assert [text.split(":")[0] for text in source.warned] == [
        "The list of models could not be read again and is 300 s old",
        "The card s3",
    ]


def test_a_listing_serves_on_for_minutes_only(catalog: Catalog, source: Source, time: FakeTime) -> None:
    catalog.find("iris")
    source.broken = True
    time.seconds += LISTING_SECONDS + STALE_SECONDS
    for _ in range(3):
        with pytest.raises(ProblemError) as caught:
            catalog.find("iris")
        assert caught.value.kind.status == 503
    assert source.listings == 2


def test_whether_an_unknown_model_exists_is_not_said_from_an_old_listing(
    catalog: Catalog, source: Source, time: FakeTime
) -> None:
    catalog.find("iris")
    source.broken = True
    time.seconds += LISTING_SECONDS
    for _ in range(3):
        with pytest.raises(ProblemError) as caught:
            catalog.find("just-deployed")
        assert caught.value.kind.status == 503
    assert source.listings == 2


def test_a_listing_is_read_again_once_it_can_be(catalog: Catalog, source: Source, time: FakeTime) -> None:
    catalog.find("iris")
    source.broken = True
    time.seconds += LISTING_SECONDS
    catalog.find("iris")
    source.broken = False
    source.parameters["iris"] = json.dumps(SERVED | {"version": "8"})
    time.seconds += RETRY_SECONDS
    assert catalog.find("iris").version == "8"


def test_a_card_that_was_deleted_is_not_served_on(catalog: Catalog, source: Source, time: FakeTime) -> None:
    catalog.card(catalog.find("iris"))
    source.gone = True
    time.seconds += CARD_SECONDS
    with pytest.raises(ProblemError):
        catalog.card(catalog.find("iris"))
    assert not source.warned


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"features": []},
        {"features": [CARD["features"][0]] * 2},
        {"task": "regression"},
        {"target": {"name": "species", "classes": []}},
        {"unknown": 1},
        {"score": {"name": "accuracy", "value": float("nan")}},
    ],
)
def test_a_card_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Card.model_validate(CARD | change)


def test_a_source_that_is_no_location_is_shown(card: Card) -> None:
    data = card.data.model_copy(update={"source": "scikit-learn load_iris"})
    assert card.model_copy(update={"data": data}).public().data.source == "scikit-learn load_iris"
