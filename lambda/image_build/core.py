"""Build images unless they are there, wait within bounds, name them by digest. Knows no AWS client."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from image_build.settings import ImageProperties

POLL_SECONDS = 10.0
RESERVE_SECONDS = 30.0
"""Left of the function's time to stop the build and answer CloudFormation."""


@dataclass(frozen=True, kw_only=True)
class Build:
    """A look at a running or finished build; `status` is CodeBuild's word, `log` a link for people."""

    id: str
    status: str
    phase: str
    log: str


class Registry(Protocol):
    """Where images lie and how they are made."""

    def digest(self, *, repository: str, tag: str) -> str | None:
        """Return the digest of the tagged image, or None where there is none."""

    def start(self, image: ImageProperties) -> str:
        """Start a build and return its id."""

    def build(self, build_id: str) -> Build:
        """Look at a build."""

    def stop(self, build_id: str) -> None:
        """Stop a build."""


class ImageBuildError(Exception):
    """No image; the message says why and where to read the build's log."""


def image_uris(
    image: ImageProperties,
    *,
    registry: Registry,
    seconds_left: Callable[[], float],
    sleep: Callable[[float], None],
) -> dict[str, str]:
    """Return `repository@sha256:...` of each image of these sources; one build makes what is missing."""
    digests = _digests(image, registry=registry)
    if None in digests.values():
        build = _wait(registry.start(image), registry=registry, seconds_left=seconds_left, sleep=sleep)
        digests = _digests(image, registry=registry)
        if missing := [image.tags[name] for name, digest in digests.items() if digest is None]:
            raise ImageBuildError(
                f"Build {build.id} succeeded but pushed no image tagged {', '.join(missing)}. "
                f"Log: {build.log}"
            )
    return {name: f"{image.repository_uri}@{digest}" for name, digest in digests.items()}


def _digests(image: ImageProperties, *, registry: Registry) -> dict[str, str | None]:
    return {
        name: registry.digest(repository=image.repository_name, tag=tag) for name, tag in image.tags.items()
    }


def _wait(
    build_id: str, *, registry: Registry, seconds_left: Callable[[], float], sleep: Callable[[float], None]
) -> Build:
    build = registry.build(build_id)
    while build.status == "IN_PROGRESS":
        if seconds_left() < RESERVE_SECONDS + POLL_SECONDS:
            registry.stop(build_id)
            raise ImageBuildError(
                f"Build {build_id} was stopped, out of time in {build.phase}. Log: {build.log}"
            )
        sleep(POLL_SECONDS)
        build = registry.build(build_id)
    if build.status != "SUCCEEDED":
        raise ImageBuildError(f"Build {build_id} ended {build.status} in {build.phase}. Log: {build.log}")
    return build
