"""A function's exception keeps its class on the way to who asked."""

import traceback

import pytest

from local.function_errors import class_of


class ThrottledError(Exception):
    pass


def fail() -> None:
    raise ValueError("first")


def fail_again(message: str) -> None:
    try:
        fail()
    except ValueError as cause:
        raise ThrottledError(message) from cause


def trace(message: str) -> str:
    try:
        fail_again(message)
    except ThrottledError:
        return "START\n" + traceback.format_exc()
    raise AssertionError("it did not fail")


@pytest.mark.parametrize("message", ["", "too many", "two\nlines: here"])
def test_the_class_is_that_of_the_exception_that_left_the_handler(message: str) -> None:
    assert class_of(trace(message)) == "ThrottledError"


def test_a_log_without_a_traceback_names_no_class() -> None:
    assert class_of("START\nEND") is None
