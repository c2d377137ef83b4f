"""Names of places, given names, surnames and organisations: word lists, and the tz database's places."""

import functools
import importlib.resources
from pathlib import Path

_DATA = Path(__file__).parent.parent / "data"
_NOT_PLACES = {
    "Easter",
    "Center",
    "Central",
    "Eastern",
    "Mountain",
    "Pacific",
    "General",
    "Troll",
    "Sakhalin",
}


@functools.cache
def listed(name: str) -> frozenset[str]:
    """Return the lines of one of the word lists in `data/`."""
    return frozenset((_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines())


@functools.cache
def places() -> frozenset[str]:
    """Return countries and cities: the tz database's (public domain), and Vietnam's provinces."""
    zone = importlib.resources.files("tzdata").joinpath("zoneinfo")
    rows = [
        line
        for line in zone.joinpath("iso3166.tab").read_text(encoding="utf-8").splitlines()
        if line[0] != "#"
    ]
    countries = {name for row in rows for name in _variants(row.partition("\t")[2])}
    zones = [line.split("\t") for line in zone.joinpath("zone.tab").read_text(encoding="utf-8").splitlines()]
    cities = {fields[2].rpartition("/")[2].replace("_", " ") for fields in zones if len(fields) > 2}
    return frozenset(countries | cities) - _NOT_PLACES | listed("places")


def _variants(country: str) -> set[str]:
    """Name a country as the table and as people do: it writes `Korea (South)`."""
    name = country.partition(" (")[0]
    return {country, name} if name else {country}
