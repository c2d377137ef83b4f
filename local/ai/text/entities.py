"""Named entities by rules and gazetteers: people, places, organisations, dates, quantities.

A score is the trust in the rule that found the entity, not a probability of this one.
"""

import functools
import re
from collections.abc import Iterator

from local.ai.text import gazetteer
from local.ai.text.spans import Span, disjoint

_NAME = r"[A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ][\w'\u2019-]*"
_NAMES = rf"{_NAME}(?:[ \u00a0](?:(?:de|van|von|der|la|bin)[ ])?{_NAME}){{0,3}}"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|President|Sir|Lady|Judge|Ông|ông|Bà|bà|Anh|Chị|Thầy|thầy|Cô)\.?"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = "|".join(
    (
        rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b",
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH} \d{{4}}\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?=\W|$)",
        r"\b\d{4}-\d{2}-\d{2}\b",
        r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b",
        r"\bngày \d{1,2} tháng \d{1,2}(?: năm \d{4})?\b",
        r"\btháng (?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?: năm \d{4})?\b",
        rf"\b(?:(?:last|next|this) )?{_DAY}\b",
        r"\b(?:today|tomorrow|yesterday|hôm nay|hôm qua|ngày mai)\b",
        r"\b(?:last|next|this) (?:week|month|year|summer|winter|spring|autumn)\b",
        r"(?<=\bin )(?:19|20)\d{2}\b",
        r"(?<=\bnăm )(?:19|20)\d{2}\b",
    )
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_QUANTITY = "|".join(
    (
        rf"[$€£¥₫]\s?{_NUMBER}(?: (?:million|billion|thousand))?",
        rf"\b{_NUMBER}\s?(?:%|(?:percent|phần trăm|USD|VND|EUR|dollars?|euros?|đồng|triệu|tỷ)\b)",
        rf"\b{_NUMBER}\s?(?:km|m|cm|mm|kg|g|mg|l|ml|GB|MB|TB|kB)\b",
        rf"\b{_NUMBER} (?:hours?|minutes?|seconds?|days?|weeks?|months?|years?)\b",
        rf"\b{_NUMBER} (?:people|students|participants|rows|pages|rooms|nights|items)\b",
        rf"\b{_NUMBER} (?:người|sinh viên|dòng|trang)\b",
    )
)
_SUFFIX = (
    r"(?:Inc|Ltd|LLC|Corp|Corporation|GmbH|Company|University|Institute|Bank|Group|Airlines|College"
    r"|Ministry|Agency)\.?"
)
_ORGANIZATION = (
    rf"\b(?:{_NAME} ){{1,4}}{_SUFFIX}(?=\W|$)|\b(?:University|Ministry|Bank|Institute|Department) of {_NAMES}"
)
_OTHER = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\bhttps?://\S+[^\s.,;)]"


def find(text: str) -> list[Span]:
    """Return the entities in text order, without overlaps."""
    return disjoint([*_patterned(text), *_people(text), *_listed(text)])


def _patterned(text: str) -> Iterator[Span]:
    for type_, pattern, score in (
        ("DATE", _DATE, 0.95),
        ("QUANTITY", _QUANTITY, 0.94),
        ("ORGANIZATION", _ORGANIZATION, 0.9),
        ("OTHER", _OTHER, 0.97),
    ):
        for match in re.finditer(pattern, text):
            yield Span(match.start(), match.end(), type_, score)


def _people(text: str) -> Iterator[Span]:
    for match in re.finditer(rf"\b{_TITLE} ({_NAMES})", text):
        yield Span(match.start(1), match.end(1), "PERSON", 0.93)
    for match in re.finditer(rf"\b{_NAMES}", text):
        words = match.group().split()
        for first in range(len(words) - 1):
            known = gazetteer.listed("given_names") | gazetteer.listed("vietnamese_surnames")
            if words[first] in known and " ".join(words[first:]) not in gazetteer.places():
                begin = match.end() - len(" ".join(words[first:]))
                yield Span(begin, match.end(), "PERSON", 0.85)
                break


def _listed(text: str) -> Iterator[Span]:
    for type_, pattern in _gazetteers():
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), type_, 0.88)


@functools.cache
def _gazetteers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def any_of(names: frozenset[str]) -> re.Pattern[str]:
        longest_first = sorted(names, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    return (
        ("ORGANIZATION", any_of(gazetteer.listed("organizations"))),
        ("LOCATION", any_of(gazetteer.places())),
    )
