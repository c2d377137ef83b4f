"""Vietnamese identifiers, which Comprehend has no type for, found by their published form."""

import re
from collections.abc import Iterator

# Up to three blanks, dots and dashes of any width: "0912 - 345 - 678"; never a line's end.
_GAP = "[ \t\u00a0\u2007\u2009\u202f.\u2010-\u2015-]{0,3}"
# Decree 137/2015/ND-CP, article 13, and Circular 59/2021/TT-BCA: three digits of province (001..096), one of
# century and sex, two of the year of birth, six at random.
# Written in threes or fours; digits and a dot before it make it the rest of an amount.
_CITIZEN_ID = re.compile(rf"(?<!\d)(?<!\d\.)(0\d\d)(?:(?:{_GAP}\d{{3}}){{3}}|\d(?:{_GAP}\d{{4}}){{2}})(?!\d)")
_LAST_PROVINCE = 96
# The identity card before it has nine digits and no form to tell it by: only next to its own name, which a
# scan may have lost the marks of. Whose it is and when it was issued may stand between the two.
_NAMES = (
    r"C\.?M\.?N\.?D|CMTND|CMT|CCCD|ch[ứu]ng minh (?:nh[âa]n d[âa]n|th[ưu])|c[ăa]n c[ưu][ớơo]c|"
    r"identity card|ID card"
)
_NINE = rf"\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
_IDENTITY_CARD = re.compile(rf"(?:{_NAMES})(?s:.){{0,80}}?(?<!\d)({_NINE})(?!\d)", re.IGNORECASE)
# Plan of numbers, Circular 22/2014/TT-BTTTT and its renumbering of 2018: ten digits, mobile 03 05 07 08 09,
# fixed lines 02 and one digit more.
_TRUNK = rf"(?:\(?(?:\+|00)?84\)?{_GAP}(?:\(0\))?|\(?0)"
_PHONE = re.compile(rf"(?<!\d){_TRUNK}{_GAP}(?:[35789](?:\)?{_GAP}\d){{8}}|2(?:\)?{_GAP}\d){{9}})(?!\d)")


def identifiers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield type, start and end of each identifier, in code points."""
    citizens = [m.span() for m in _CITIZEN_ID.finditer(text) if 1 <= int(m[1]) <= _LAST_PROVINCE]
    for start, end in citizens:
        yield "VN_CITIZEN_ID", start, end
    for match in _IDENTITY_CARD.finditer(text):
        if not any(start <= match.start(1) and match.end(1) <= end for start, end in citizens):
            yield "VN_IDENTITY_CARD", match.start(1), match.end(1)
    for match in _PHONE.finditer(text):
        yield "PHONE", match.start(), match.end()
