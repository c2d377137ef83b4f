"""Canvas's settings come beside those of the profile, once; a profile that is not ready is waited for."""

from typing import Any

import pytest

from canvas_settings.core import CanvasSettingsError, put

WANTED = {"DirectDeploySettings": {"Status": "ENABLED"}}


class Profile:
    """A profile that is busy for some looks after each change, and then `outcome`."""

    def __init__(self, settings: dict[str, Any], *, busy: int = 1, outcome: str = "InService") -> None:
        self.settings, self.busy, self.outcome = settings, busy, "InService"
        self._outcome = outcome
        self.sent: list[dict[str, Any]] = []

    def describe(self) -> dict[str, Any]:
        self.busy -= 1
        if self.busy >= 0:
            return {"Status": "Updating", "UserSettings": {}}
        return {"Status": self.outcome, "UserSettings": self.settings, "FailureReason": "no such key"}

    def update(self, settings: dict[str, Any]) -> None:
        self.sent.append(settings)
        self.settings, self.busy, self.outcome = settings, 2, self._outcome


def set_on(profile: Profile, *, seconds: float = 100.0) -> bool:
    return put(WANTED, profile=profile, seconds_left=lambda: seconds, sleep=lambda _: None)


def test_what_the_profile_has_already_is_sent_back_with_it() -> None:
    profile = Profile({"ExecutionRole": "role", "CanvasAppSettings": {"old": "one"}})
    assert set_on(profile)
    assert profile.sent == [{"ExecutionRole": "role", "CanvasAppSettings": WANTED}]


def test_a_second_time_changes_nothing() -> None:
    profile = Profile({"ExecutionRole": "role"})
    assert set_on(profile)
    assert not set_on(profile)
    assert len(profile.sent) == 1


def test_a_profile_whose_update_failed_once_may_be_updated() -> None:
    profile = Profile({})
    profile.outcome = "Update_Failed"
    assert set_on(profile)


def test_an_update_that_sagemaker_undoes_is_an_error_with_its_reason() -> None:
    with pytest.raises(CanvasSettingsError, match="the profile is Update_Failed: no such key"):
        set_on(Profile({}, outcome="Update_Failed"))


def test_a_profile_that_stays_busy_is_an_error_and_no_endless_wait() -> None:
    with pytest.raises(CanvasSettingsError, match="still Updating"):
        set_on(Profile({}, busy=10), seconds=0.0)
