"""Bodies and formats: what is decoded, and what is refused before it is."""

import base64

import pytest

from http_api import body
from http_api.negotiation import CSV, JSON, answer_type, body_type
from http_api.problems import ProblemError, printable

OFFERED = (JSON, CSV)


def test_base64_is_decoded_only_when_it_is_base64() -> None:
    encoded = base64.b64encode(b"{}").decode()
    assert body.read(body=encoded, is_base64=True, limit=10) == b"{}"
    for broken in ("!!!!", "YQ=", "YQ\n==", "\ud800"):
        with pytest.raises(ProblemError, match="base64"):
            body.read(body=broken, is_base64=True, limit=10)


@pytest.mark.parametrize("is_base64", [False, True])
def test_the_limit_is_exact_to_the_byte(is_base64: bool) -> None:
    def sent(size: int) -> str:
        return base64.b64encode(b"a" * size).decode() if is_base64 else "a" * size

    assert len(body.read(body=sent(100), is_base64=is_base64, limit=100)) == 100
    with pytest.raises(ProblemError, match="larger than 100 bytes"):
        body.read(body=sent(101), is_base64=is_base64, limit=100)


def test_the_limit_counts_bytes_not_characters() -> None:
    with pytest.raises(ProblemError, match="larger"):
        body.read(body="é" * 60, is_base64=False, limit=100)


def test_bytes_that_are_not_text_are_refused_by_position() -> None:
    with pytest.raises(ProblemError, match="byte 1"):
        body.parse_json(b"1\xff")


def test_a_byte_order_mark_is_tolerated() -> None:
    assert body.parse_json(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, JSON),
        ("application/json", JSON),
        ("Application/JSON; charset=UTF-8", JSON),
        ('text/csv; header=present; charset="utf-8"', CSV),
    ],
)
def test_content_types_are_read_as_the_rfc_says(header: str | None, expected: str) -> None:
    assert body_type(header, accepted=OFFERED) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("text/*", CSV),
        ("text/csv;q=0.5, application/json;q=0.4", CSV),
        ("application/json;q=0, */*", CSV),
        ("text/csv, */*;q=0.1", CSV),
        ("image/png, application/*;q=0.2", JSON),
        ("text/csv;q=nonsense, application/json", JSON),
    ],
)
def test_the_most_wanted_format_is_answered(header: str | None, expected: str) -> None:
    assert answer_type(header, offered=OFFERED) == expected


@pytest.mark.parametrize("header", ["image/png", "application/json;q=0", "text/csv;q=2", ","])
def test_no_common_format_is_406(header: str) -> None:
    with pytest.raises(ProblemError) as caught:
        answer_type(header, offered=OFFERED)
    assert caught.value.kind.status == 406


def test_a_name_from_a_client_is_repeated_short_and_printable() -> None:
    assert printable("mean radius") == "mean radius"
    assert printable("a\n\ud800") == "a\\u000a\\ud800"
    assert len(printable("x" * 10_000)) < 100
