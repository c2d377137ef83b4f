"""Custom::InferenceImage builds at most once, waits within bounds, and says why it failed."""

import pytest

from image_build.core import Build, ImageBuildError, image_uri
from image_build.settings import ImageProperties

IMAGE = ImageProperties(
    project_name="project", repository_name="images", repository_uri="registry/images", image_tag="abc123"
)
DIGEST = f"sha256:{'0' * 64}"


class FakeRegistry:
    """Answers `statuses` one by one; the image is there after a successful build that pushes."""

    def __init__(self, *statuses: str, present: bool = False, pushes: bool = True) -> None:
        self.statuses, self.present, self.pushes = list(statuses), present, pushes
        self.started: list[str] = []
        self.stopped: list[str] = []

    def digest(self, *, repository: str, tag: str) -> str | None:
        assert (repository, tag) == ("images", "abc123")
        return DIGEST if self.present else None

    def start(self, image: ImageProperties) -> str:
        self.started.append(image.project_name)
        return "project:1"

    def build(self, build_id: str) -> Build:
        status = self.statuses.pop(0) if self.statuses else "IN_PROGRESS"
        self.present = self.present or (status == "SUCCEEDED" and self.pushes)
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


def build(registry: FakeRegistry, *, seconds: float = 900) -> str:
    clock = Clock(seconds)
    return image_uri(IMAGE, registry=registry, seconds_left=clock.left, sleep=clock.sleep)


def test_an_image_that_is_there_is_not_built_again() -> None:
    registry = FakeRegistry(present=True)
    assert build(registry) == f"registry/images@{DIGEST}"
    assert registry.started == []


def test_a_missing_image_is_built_and_named_by_digest() -> None:
    registry = FakeRegistry("IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED")
    assert build(registry) == f"registry/images@{DIGEST}"
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


def test_a_build_that_pushed_nothing_is_an_error() -> None:
    with pytest.raises(ImageBuildError, match="pushed no image tagged abc123"):
        build(FakeRegistry("SUCCEEDED", pushes=False))
