"""What Comprehend and Translate take, checked before a call is paid for. Bytes are bytes of UTF-8.

Sources: Comprehend API reference (`TextList`: 25 documents of 5 KB; `DetectPiiEntities`: 100 KB, en and es;
`LanguageCode`); Translate API reference (`Text`: 10,000 bytes) and guide, "Supported languages"; price pages.
KB is read as 1,000 bytes, the smaller of its two meanings.
"""

from math import ceil

MOST_TEXTS = 25
COMPREHEND_BYTES = 5_000
PII_BYTES = 100_000
TRANSLATE_BYTES = 10_000

COMPREHEND_LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW")
PII_LANGUAGES = ("en", "es")
_TRANSLATE_CODES = """
af am ar az bg bn bs ca cs cy da de el en es es-MX et fa fa-AF fi fr fr-CA ga gu ha he hi hr ht hu
hy id is it ja ka kk kn ko lt lv mk ml mn mr ms mt nl no pa pl ps pt pt-PT ro ru si sk sl so sq sr
sv sw ta te th tl tr uk ur uz vi zh zh-TW
"""
TRANSLATE_LANGUAGES = tuple(_TRANSLATE_CODES.split())
REGIONAL = {"es-MX": "es", "fr-CA": "fr", "pt-PT": "pt"}
"""Codes that only Translate has, and as what Comprehend reads such a text: no translation to pay for."""
PIVOT = "en"
"""What is analyzed instead when a text is in a language that only Translate knows, Vietnamese for one."""

_UNIT_CHARACTERS = 100
_LEAST_UNITS = 3


def comprehend_units(text: str) -> int:
    """Count billed units: 100 characters each, 3 at least."""
    return max(_LEAST_UNITS, ceil(len(text) / _UNIT_CHARACTERS))
