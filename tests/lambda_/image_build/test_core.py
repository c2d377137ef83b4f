"""Custom::InferenceImage builds at most once, waits within bounds, and says why it failed."""

from collections.abc import Iterable

import pytest

from image_build.core import Build, ImageBuildError, image_uris
from image_build.settings import ImageProperties

IMAGE = ImageProperties(
    project_name="project",
    repository_name="images",
    repository_uri="registry/images",
    image_tag="abc123",
    jobs_image_tag="abc123-jobs",
)
DIGESTS = {"abc123": f"sha256:{'0' * 64}", "abc123-jobs": f"sha256:{'1' * 64}"}
URIS = {
    "ImageUri": f"registry/images@{DIGESTS['abc123']}",
    "JobsImageUri": f"registry/images@{DIGESTS['abc123-jobs']}",
}


class FakeRegistry:
    """Answers `statuses` one by one; the tags that a successful build pushes are there after it."""

    def __init__(
        self, *statuses: str, present: Iterable[str] = (), pushes: Iterable[str] = tuple(DIGESTS)
    ) -> None:
        self.statuses, self.present, self.pushes = list(statuses), set(present), set(pushes)
        self.started: list[str] = []
        self.stopped: list[str] = []

    def digest(self, *, repository: str, tag: str) -> str | None:
        assert repository == "images"
        return DIGESTS[tag] if tag in self.present else None

    def start(self, image: ImageProperties) -> str:
        self.started.append(image.project_name)
        return "project:1"

    def build(self, build_id: str) -> Build:
        status = self.statuses.pop(0) if self.statuses else "IN_PROGRESS"
        self.present |= self.pushes if status == "SUCCEEDED" else set()
        return Build(id=build_id, status=status, phase="BUILD", log="https://logs.example/1")

    def stop(self, build_id: str) -> None:
        self.stopped.append(build_id)


class Clock:
    """Counts down as the code sleeps."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def left(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds -= seconds


def build(registry: FakeRegistry, *, seconds: float = 900) -> dict[str, str]:
    clock = Clock(seconds)
    return image_uris(IMAGE, registry=registry, seconds_left=clock.left, sleep=clock.sleep)


def test_images_that_are_there_are_not_built_again() -> None:
    registry = FakeRegistry(present=DIGESTS)
    assert build(registry) == URIS
    assert registry.started == []


def test_missing_images_are_built_at_once_and_named_by_digest() -> None:
    registry = FakeRegistry("IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED")
    assert build(registry) == URIS
    assert registry.started == ["project"]


@pytest.mark.parametrize("there", DIGESTS)
def test_what_a_build_left_half_done_is_completed(there: str) -> None:
    """A build that was stopped between its two pushes left one image; the deploy after it needs both."""
    registry = FakeRegistry("SUCCEEDED", present=[there])
    assert build(registry) == URIS
    assert registry.started == ["project"]


@pytest.mark.parametrize("status", ["FAILED", "FAULT", "TIMED_OUT", "STOPPED"])
def test_a_failed_build_is_told_with_its_phase_and_log(status: str) -> None:
    with pytest.raises(
        ImageBuildError, match=f"project:1 ended {status} in BUILD. Log: https://logs.example/1"
    ):
        build(FakeRegistry("IN_PROGRESS", status))


def test_a_build_that_takes_too_long_is_stopped_in_time_to_answer() -> None:
    registry = FakeRegistry()
    with pytest.raises(ImageBuildError, match="out of time in BUILD"):
        build(registry, seconds=120)
    assert registry.stopped == ["project:1"]


@pytest.mark.parametrize(
    ("pushed", "missing"),
    [((), "abc123, abc123-jobs"), (("abc123",), "abc123-jobs"), (("abc123-jobs",), "abc123")],
)
def test_a_build_that_did_not_push_both_is_an_error(pushed: tuple[str, ...], missing: str) -> None:
    with pytest.raises(ImageBuildError, match=rf"pushed no image tagged {missing}\. Log"):
        build(FakeRegistry("SUCCEEDED", pushes=pushed))
