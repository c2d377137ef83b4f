"""Personal data in a text: patterns with checks (Luhn, mod 97, numbering plans).

Comprehend has no type for a Vietnamese identity number, so none is reported: the function that redacts
finds those itself, here as on AWS.
"""

import functools
import ipaddress
import re
from collections.abc import Callable, Iterator

from local.ai.text import entities
from local.ai.text.pii_checks import is_card, is_iban
from local.ai.text.spans import Span, disjoint

_CARD_LENGTH = r"(?<![\d.,])\d(?:[ \-\u00a0.]?\d){12,18}(?!\d)"
_ADDRESS = (
    r"\b\d+[A-Za-z]?(?:/\d+)*\s+(?:[A-Z][\w.'-]*\s+){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Way)\b\.?"
    r"|\b(?:[Ss]ố\s+)?\d+[A-Za-z]?(?:/\d+)*\s+(?:đường|Đường|phố|Phố|ngõ|hẻm)\s+\w+(?:\s+[A-ZÀ-Ỹ]\w*){0,4}"
)
_Check = Callable[[str], bool]


def _always(_: str) -> bool:
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _after(words: str, value: str) -> str:
    """Match `value` with one of the words before it; group 1 is the value."""
    return rf"(?i:\b(?:{words})\b)(?:\s*(?:number|no\.?|số|là|is|was|of|code|ID))*\s*[:#=.]*\s*({value})"


_PATTERNS: tuple[tuple[str, str, float, _Check], ...] = (
    ("EMAIL", r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", 0.999, _always),
    ("URL", r"\b(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)]", 0.99, _always),
    ("AWS_ACCESS_KEY", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", 0.999, _always),
    (
        "AWS_SECRET_KEY",
        _after(r"secret(?: access)? key|aws_secret_access_key", r"[A-Za-z0-9/+]{40}"),
        0.999,
        _always,
    ),
    ("CREDIT_DEBIT_NUMBER", _CARD_LENGTH, 0.995, is_card),
    ("CREDIT_DEBIT_CVV", _after(r"cvv2?|cvc2?|security code", r"\d{3,4}"), 0.98, _always),
    (
        "CREDIT_DEBIT_EXPIRY",
        _after(r"exp(?:iry|ires?|iration)?(?: date)?|valid thru", r"\d{2}/\d{2,4}"),
        0.98,
        _always,
    ),
    (
        "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",
        0.99,
        is_iban,
    ),
    ("SSN", r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])", 0.97, _always),
    ("PASSPORT_NUMBER", _after(r"passport|hộ chiếu", r"[A-Z]{1,2}\d{6,8}|\d{9}"), 0.97, _always),
    ("BANK_ACCOUNT_NUMBER", _after(r"account|acct|STK|tài khoản", r"\d(?:[ -]?\d){6,16}"), 0.9, _always),
    ("PIN", _after(r"PIN|mã PIN", r"\d{4,6}"), 0.95, _always),
    ("PASSWORD", _after(r"password|passwd|mật khẩu", r"\S{4,}"), 0.95, _always),
    ("USERNAME", _after(r"user ?name|login|tên đăng nhập", r"[\w.-]{3,}"), 0.9, _always),
    (
        "IP_ADDRESS",
        r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{1,4}(?![\w:])",
        0.97,
        _is_address,
    ),
    ("MAC_ADDRESS", r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b", 0.99, _always),
    ("AGE", r"\b\d{1,3}(?= years? old\b|-year-old\b| tuổi\b)", 0.9, _always),
    ("ADDRESS", _ADDRESS, 0.85, _always),
)
_TYPE_OF_ENTITY = {"PERSON": "NAME", "DATE": "DATE_TIME"}


def find(text: str) -> list[Span]:
    """Return the personal data in text order, without overlaps."""
    named = [
        span._replace(type=_TYPE_OF_ENTITY[span.type], score=min(span.score, 0.8))
        for span in entities.find(text)
        if span.type in _TYPE_OF_ENTITY
    ]
    return disjoint([*_patterned(text), *_phones(text), *named])


def _patterned(text: str) -> Iterator[Span]:
    for type_, pattern, score, check in _compiled():
        for match in pattern.finditer(text):
            group = 1 if pattern.groups else 0
            if check(match.group(group)):
                yield Span(match.start(group), match.end(group), type_, score)


def _phones(text: str) -> Iterator[Span]:
    import phonenumbers

    for region in ("VN", "US"):
        for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
            digits = sum(character.isdigit() for character in found.raw_string)
            if digits >= 9 and (phonenumbers.is_valid_number(found.number) or not found.raw_string.isdigit()):
                yield Span(found.start, found.end, "PHONE", 0.95 if digits < 13 else 0.9)


@functools.cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], float, _Check], ...]:
    return tuple((type_, re.compile(pattern), score, check) for type_, pattern, score, check in _PATTERNS)
