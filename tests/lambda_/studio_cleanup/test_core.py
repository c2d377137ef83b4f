"""Everything that can go goes in its order, and what cannot is named with its reason."""

from collections.abc import Iterable
from itertools import count

import pytest

from studio_cleanup.core import RefusedError, Report, Stage, Thing, clean


class Domain:
    """A domain in memory. An app takes `slow` looks to go; `denied` never goes, `broken` fails on its way."""

    def __init__(self, *, slow: int = 2, denied: str = "", broken: str = "") -> None:
        self.things: dict[str, list[str]] = {
            "app": ["lab", "canvas"],
            "space": ["an-lab", "by-hand"],
            "profile": ["stranger"],
            "file system": ["fs-1"],
        }
        self.going: dict[str, int] = {}
        self.failed: set[str] = set()
        self.log: list[str] = []
        self.slow, self.denied, self.broken = slow, denied, broken

    def stages(self) -> list[Stage]:
        return [_Stage(self, kind) for kind in self.things]


class _Stage:
    def __init__(self, domain: Domain, kind: str) -> None:
        self._domain, self._kind = domain, kind

    def left(self) -> Iterable[Thing]:
        domain = self._domain
        for name in list(domain.things[self._kind]):
            if name in domain.going:
                domain.going[name] -= 1
                if domain.going[name] <= 0 and name == domain.broken:
                    del domain.going[name]
                    domain.failed.add(name)
                elif domain.going[name] <= 0:
                    domain.things[self._kind].remove(name)
                    continue
            status = "Deleting" if name in domain.going else "InService"
            status = "Delete_Failed" if name in domain.failed else status
            yield Thing(label=name, status=status, call={"Name": name})

    def delete(self, thing: Thing) -> None:
        domain = self._domain
        if thing.label == domain.denied:
            raise RefusedError("AccessDenied: no", passing=False)
        if self._kind == "space" and domain.things["app"]:
            raise RefusedError("ResourceInUse: App(s)", passing=True)
        domain.log.append(thing.label)
        domain.going[thing.label] = domain.slow

    def why(self, thing: Thing) -> str:
        return f"{thing.label} would not go"


def cleaned(domain: Domain, *, rounds: int = 100) -> Report:
    looks = count()
    return clean(
        domain.stages(), seconds_left=lambda: 60.0 if next(looks) < rounds else 0.0, sleep=lambda _: None
    )


def test_all_goes_apps_first_and_file_systems_last() -> None:
    domain = Domain()
    assert cleaned(domain) == Report()
    assert domain.log == ["lab", "canvas", "an-lab", "by-hand", "stranger", "fs-1"]
    assert not any(domain.things.values())


def test_an_empty_domain_is_cleaned_at_once_and_again() -> None:
    domain = Domain()
    cleaned(domain)
    domain.log.clear()
    assert cleaned(domain, rounds=0) == Report()
    assert domain.log == []


def test_what_is_being_deleted_is_not_asked_for_twice() -> None:
    domain = Domain(slow=7)
    cleaned(domain)
    assert len(domain.log) == len(set(domain.log))


def test_one_refusal_stops_nothing_else_and_is_told() -> None:
    domain = Domain(denied="canvas")
    report = cleaned(domain)
    assert report.failures["canvas"] == "AccessDenied: no"
    assert report.failures["an-lab"] == "ResourceInUse: App(s)", "it waits for nothing that cannot come"
    assert report.waiting == {}
    assert domain.log == ["lab", "stranger", "fs-1"]


def test_a_deletion_that_fails_on_its_way_is_told_with_sagemakers_reason() -> None:
    report = cleaned(Domain(broken="by-hand"))
    assert report.failures == {"by-hand": "by-hand would not go"}


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_when_the_time_is_up_it_says_what_is_waited_for(rounds: int) -> None:
    report = cleaned(Domain(slow=50), rounds=rounds)
    assert set(report.waiting) == {"lab", "canvas"}
    assert report.failures == {}


def test_what_is_still_starting_is_waited_for_whatever_code_refuses_it() -> None:
    """An app that is Pending cannot be deleted yet, and no reference names the code."""
    looks = [Thing(label="app", status=status, call={}) for status in ("Pending", "InService", "Deleting")]

    class Starting:
        def left(self) -> Iterable[Thing]:
            return looks[:1]

        def delete(self, thing: Thing) -> None:
            if thing.status == "Pending":
                raise RefusedError("ValidationException: not in a state to be deleted", passing=False)

        def why(self, thing: Thing) -> str:
            return thing.status

    report = clean([Starting()], seconds_left=lambda: 60.0, sleep=lambda _: looks.__delitem__(0))
    assert report == Report()
