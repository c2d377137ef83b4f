"""Put Canvas's settings beside those that CloudFormation gave a profile. Knows no AWS client."""

from collections.abc import Callable
from typing import Any, Protocol

POLL_SECONDS = 2.0
CANVAS = "CanvasAppSettings"
_BUSY = ("Pending", "Updating")
_READY = ("InService", "Update_Failed")


class CanvasSettingsError(Exception):
    """The settings are not in force; the message says why."""


class Profile(Protocol):
    """A user profile."""

    def describe(self) -> dict[str, Any]:
        """Return `Status`, `UserSettings` and, of a failure, `FailureReason`."""

    def update(self, settings: dict[str, Any]) -> None:
        """Ask for other settings; the profile takes them in its own time."""


def put(
    wanted: dict[str, Any],
    *,
    profile: Profile,
    seconds_left: Callable[[], float],
    sleep: Callable[[float], None],
) -> bool:
    """Bring `wanted` into force and tell whether that took a change.

    All other settings are sent back as they are described: whether an update replaces or merges what it is
    not sent is documented nowhere.
    """
    now = _settled(profile, seconds_left=seconds_left, sleep=sleep)
    if now["Status"] not in _READY:
        raise CanvasSettingsError(f"the profile is {now['Status']}: {now.get('FailureReason', 'no reason')}")
    settings = now.get("UserSettings", {})
    if settings.get(CANVAS) == wanted:
        return False
    profile.update({**settings, CANVAS: wanted})
    after = _settled(profile, seconds_left=seconds_left, sleep=sleep)
    if after["Status"] != "InService":
        raise CanvasSettingsError(
            f"the profile is {after['Status']}: {after.get('FailureReason', 'no reason')}"
        )
    return True


def _settled(
    profile: Profile, *, seconds_left: Callable[[], float], sleep: Callable[[float], None]
) -> dict[str, Any]:
    while (now := profile.describe())["Status"] in _BUSY:
        if seconds_left() < POLL_SECONDS:
            raise CanvasSettingsError(f"the profile is still {now['Status']}")
        sleep(POLL_SECONDS)
    return now
