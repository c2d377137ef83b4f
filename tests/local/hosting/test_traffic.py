"""A request is in one fleet, which does not end under it."""

import threading

import pytest

from local.hosting.fleet import Fleet
from local.hosting.traffic import Traffic
from local.sagemaker.errors import ServiceError
from local.settings import Settings


def fleet(name: str) -> Fleet:
    return Fleet(endpoint=name, settings=Settings())


def in_service(name: str) -> tuple[Traffic, Fleet]:
    traffic, blue = Traffic(), fleet(name)
    traffic.prepare(blue)
    traffic.promote()
    return traffic, blue


def test_traffic_follows_the_share() -> None:
    traffic, blue = in_service("old")
    green = fleet("new")
    traffic.prepare(green)
    traffic.shift(0.25)
    for drawn, expected in ((0.0, green), (0.24, green), (0.25, blue), (0.99, blue)):
        with traffic.lease(pick=lambda drawn=drawn: drawn) as leased:  # type: ignore[misc]
            assert leased is expected
    traffic.shift(1.0)
    with traffic.lease(pick=lambda: 0.999) as leased:
        assert leased is green


@pytest.mark.parametrize("end", ["promote", "abandon"])
def test_a_fleet_ends_only_after_its_requests(end: str) -> None:
    traffic, blue = in_service("old")
    green = fleet("new")
    traffic.prepare(green)
    traffic.shift(0.5)
    leaving = traffic.lease(pick=lambda: 0.9 if end == "promote" else 0.0)
    held = leaving.__enter__()
    assert held is (blue if end == "promote" else green)
    ending = threading.Thread(target=getattr(traffic, end))
    ending.start()
    ending.join(0.2)
    assert ending.is_alive()
    with traffic.lease() as next_one:
        assert next_one is (green if end == "promote" else blue)
    leaving.__exit__(None, None, None)
    ending.join(60)
    assert not ending.is_alive()


def test_a_request_that_never_ends_holds_a_fleet_only_for_so_long() -> None:
    stuck = fleet("old")
    stuck.in_flight.enter()
    stuck.retire(seconds=0.05)


def test_an_endpoint_that_is_gone_takes_no_new_fleet() -> None:
    traffic, _ = in_service("old")
    traffic.close()
    with pytest.raises(ServiceError, match="deleted"):
        traffic.prepare(fleet("new"))
    with pytest.raises(ServiceError, match="no fleet"), traffic.lease():
        pass
