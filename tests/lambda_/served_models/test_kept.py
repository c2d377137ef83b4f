"""A value that cannot be read again: one waits, the others go on, and nobody waits too long."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

import config
from http_api.retries import MARGIN_SECONDS
from served_models.aws import READ_TWICE
from served_models.endpoint import ATTEMPT_SECONDS
from served_models.kept import Kept, MissingError, ReadError
from tests.lambda_.inference_proxy.ports import FakeTime


def test_while_one_thread_waits_for_a_read_the_others_go_on_with_what_is_known() -> None:
    time, asked, go_on, reads = FakeTime(seconds=0.0), Event(), Event(), list[int]()

    def read() -> str:
        reads.append(1)
        if len(reads) > 1:
            asked.set()
            assert go_on.wait(30)
            raise ReadError("time-out")
        return "known"

    kept = Kept(what="it", read=read, warn=lambda _: None, now=time.now)
    kept.value(most_age=10)
    time.seconds = 20
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(kept.value, most_age=10)
        assert asked.wait(30)
        assert [kept.value(most_age=10) for _ in range(5)] == ["known"] * 5
        go_on.set()
        assert waits.result(30) == "known"
    assert len(reads) == 2


def test_the_log_says_what_aws_said() -> None:
    time, said, broken = FakeTime(seconds=0.0), list[str](), list[bool]()

    def read() -> str:
        if broken:
            raise ReadError("GetParametersByPath failed") from RuntimeError("ThrottlingException")
        return "known"

    kept = Kept(what="It", read=read, warn=said.append, now=time.now)
    kept.value(most_age=10)
    time.seconds = 20
    broken.append(True)
    kept.value(most_age=10)
    assert said == [
        "It could not be read again and is 20 s old: GetParametersByPath failed (ThrottlingException)"
    ]


def test_what_is_there_no_more_is_not_kept() -> None:
    time, gone = FakeTime(seconds=0.0), list[bool]()

    def read() -> str:
        if gone:
            raise MissingError("no such key")
        return "known"

    kept = Kept(what="It", read=read, warn=lambda _: None, now=time.now)
    kept.value(most_age=10)
    time.seconds = 20
    gone.append(True)
    with pytest.raises(MissingError):
        kept.value(most_age=10)


def test_a_read_that_fails_leaves_the_time_for_the_paid_call() -> None:
    """botocore waits at most a second between two attempts (Boto3 guide, Retries, standard mode)."""
    attempts = READ_TWICE.retries["total_max_attempts"]
    longest = attempts * READ_TWICE.read_timeout + 1
    assert longest <= config.load("prod").api.proxy_timeout_seconds - ATTEMPT_SECONDS - MARGIN_SECONDS
