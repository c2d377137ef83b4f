"""No personal data of a generated corpus stays; the corpus is made from formats, not from patterns."""

import random
from collections.abc import Iterator

import phonenumbers
import pytest

from local.ai.text import pii
from tests.local.ai.conftest import Ask

SEED = 20260314
_CONTEXTS = ("Xin liên hệ {} sớm.", "Please use {} today.", "{}, thank you", "Số: {} (gấp)", "- {}\n")


def cards(chance: random.Random, prefix: str, length: int) -> str:
    """Make a card number of an issuer, with its Luhn digit, grouped as printed on a card."""
    digits = prefix + "".join(chance.choices("0123456789", k=length - len(prefix) - 1))
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[::-2]]
    total = sum(doubled) + sum(int(digit) for digit in digits[-2::-2])
    whole = digits + str(-total % 10)
    return chance.choice((whole, " ".join(whole[i : i + 4] for i in range(0, length, 4))))


def phones(chance: random.Random, region: str) -> Iterator[str]:
    """Make valid numbers of a region's numbering plan in every way they are written."""
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    for _ in range(60):
        national = int(str(example.national_number)[:-4] + f"{chance.randrange(10_000):04}")
        number = phonenumbers.PhoneNumber(country_code=example.country_code, national_number=national)
        for form in (
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
            phonenumbers.PhoneNumberFormat.NATIONAL,
            phonenumbers.PhoneNumberFormat.E164,
        ):
            yield phonenumbers.format_number(number, form)


def corpus() -> list[tuple[str, str]]:
    """Return (type, value) pairs."""
    chance = random.Random(SEED)  # noqa: S311 - test data
    names = ("an.nguyen", "b_tran+lab", "le-c", "x", "hồng".encode().hex())
    domains = ("example.com", "vidu.com.vn", "sv.dh-example.edu.vn")
    emails = [("EMAIL", f"{name}@{domain}") for name in names for domain in domains]
    issuers = (("4", 16), ("51", 16), ("2221", 16), ("34", 15), ("6011", 16), ("3528", 16))
    numbers = [("CREDIT_DEBIT_NUMBER", cards(chance, *issuer)) for issuer in issuers for _ in range(20)]
    return (
        emails + numbers + [("PHONE", phone) for region in ("VN", "US") for phone in phones(chance, region)]
    )


def test_no_email_card_or_phone_of_the_corpus_is_left() -> None:
    leaks = []
    chance = random.Random(SEED)  # noqa: S311 - test data
    for type_, value in corpus():
        text = chance.choice(_CONTEXTS).format(value)
        kept = list(text)
        for span in pii.find(text):
            kept[span.begin : span.end] = " " * (span.end - span.begin)
        left = sum(character.isalnum() for character in "".join(kept)[text.index(value) :][: len(value)])
        leaks += [(type_, text)] if left else []
    assert leaks == []


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("server 192.168.1.20 is down", "IP_ADDRESS", "192.168.1.20"),
        (
            "IBAN DE89 3704 0044 0532 0130 00 please",
            "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
            "DE89 3704 0044 0532 0130 00",
        ),
        ("key AKIAIOSFODNN7EXAMPLE leaked", "AWS_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE"),
        ("SSN 123-45-6789", "SSN", "123-45-6789"),
        ("My password is hunter22", "PASSWORD", "hunter22"),
        ("hộ chiếu số B1234567", "PASSPORT_NUMBER", "B1234567"),
        ("Tài khoản 0011223344556", "BANK_ACCOUNT_NUMBER", "0011223344556"),
        ("Chị Nguyễn Thị Hoa gọi", "NAME", "Nguyễn Thị Hoa"),
        ("at 12 Main Street now", "ADDRESS", "12 Main Street"),
    ],
)
def test_each_type_is_found_at_its_place(ask: Ask, text: str, type_: str, value: str) -> None:
    _, headers, answer = ask("comprehend", "DetectPiiEntities", Text=text, LanguageCode="en")
    found = {(one["Type"], text[one["BeginOffset"] : one["EndOffset"]]) for one in answer["Entities"]}
    assert (type_, value) in found
    assert "phonenumberslite" in headers["x-lab2api-stand-in"]


@pytest.mark.parametrize(
    "text",
    ["It costs 1.234.500 đồng", "pages 12-15 of 2026", "order 4111 1111 1111 1112", "version 1.2.3.4567"],
)
def test_ordinary_numbers_are_no_cards_phones_or_addresses(text: str) -> None:
    assert {span.type for span in pii.find(text)} <= {"DATE_TIME"}


def test_contains_tells_each_type_once(ask: Ask) -> None:
    text = "a@example.com and b@example.com"
    _, _, answer = ask("comprehend", "ContainsPiiEntities", Text=text, LanguageCode="en")
    assert [one["Name"] for one in answer["Labels"]] == ["EMAIL"]
