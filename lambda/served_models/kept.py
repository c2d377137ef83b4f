"""A value that is read again when it is old, and kept for a while where that fails."""

from collections.abc import Callable
from typing import Generic, TypeVar

# Parameter Store throttles and S3 errs for seconds to minutes: a removed model must not outlive that.
STALE_SECONDS = 300.0
# Whoever waits for a failing read waits for its time-outs: one request pays, the others go on.
RETRY_SECONDS = 5.0

T = TypeVar("T")


class ReadError(Exception):
    """SSM or S3 could not be read; the message stays in the log."""


class MissingError(ReadError):
    """S3 has no such object, or answers 403 for it, as it does to who may not list."""


class Kept(Generic[T]):
    """One value with its age in seconds; `warn` is told of every read that failed and was borne."""

    def __init__(
        self, *, what: str, read: Callable[[], T], warn: Callable[[str], None], now: Callable[[], float]
    ) -> None:
        self._what = what
        self._read = read
        self._warn = warn
        self._now = now
        self._value: T | None = None
        self._read_at = 0.0
        self._again_at = 0.0
        self._reading = False

    @property
    def last(self) -> T | None:
        """The value as last read, whatever its age; None before the first read."""
        return self._value

    def value(self, *, most_age: float, stale_seconds: float = STALE_SECONDS) -> T:
        """Return the value, at most `most_age` old, or `stale_seconds` more where it cannot be read.

        Raises MissingError where it is there no more, which is an answer and no failure, and ReadError
        where it cannot be read and what is known is too old.
        """
        if self._value is None:
            return self._fresh()
        age = self._now() - self._read_at
        if age < most_age:
            return self._value
        usable = age < most_age + stale_seconds
        waiting = self._now() < self._again_at
        if usable and (waiting or self._reading):
            return self._value
        if waiting:
            raise ReadError(f"{self._what}: the last read failed less than {RETRY_SECONDS:.0f} s ago")
        return self._again(self._value, age=age, usable=usable)

    def _again(self, known: T, *, age: float, usable: bool) -> T:
        # Threads that come while this one waits go on with what is known.
        self._reading = True
        try:
            return self._fresh()
        except MissingError:
            raise
        except ReadError as error:
            self._again_at = self._now() + RETRY_SECONDS
            if not usable:
                raise
            cause = f" ({error.__cause__})" if error.__cause__ else ""
            self._warn(f"{self._what} could not be read again and is {age:.0f} s old: {error}{cause}")
            return known
        finally:
            self._reading = False

    def _fresh(self) -> T:
        value = self._read()
        # In this order, as another thread may look between the two.
        self._read_at = self._now()
        self._value = value
        return value
