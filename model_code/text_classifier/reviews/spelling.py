"""The same words as people type them on a phone: without diacritics, or shortened.

The short forms are common ones of Vietnamese teencode and of English texting; each stands for one word, so
that the meaning stays.
"""

import re
import unicodedata

from text_classifier.reviews.grammar import Language

SHORT_FORMS: dict[Language, dict[str, str]] = {
    "vi": {
        "không": "ko",
        "được": "đc",
        "quá": "wá",
        "rồi": "r",
        "mình": "mk",
        "với": "vs",
        "cũng": "cx",
        "nhưng": "nhg",
        "biết": "bít",
        "bình thường": "bt",
        "người": "ng",
        "này": "nì",
        "thích": "thik",
        "nhân viên": "nv",
        "sản phẩm": "sp",
        "vậy": "z",
        "yêu": "iu",
        "nhiều": "nhìu",
    },
    "en": {
        "very": "v",
        "really": "rly",
        "great": "gr8",
        "you": "u",
        "are": "r",
        "because": "bc",
        "okay": "ok",
        "but": "bt",
        "and": "n",
        "would": "wd",
        "thank you": "thx",
        "love": "luv",
        "my": "ma",
        "please": "pls",
        "before": "b4",
    },
}


def without_diacritics(text: str) -> str:
    """Return the text in plain letters: "đẹp quá" becomes "dep qua"."""
    taken_apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign))


def shortened(text: str, language: Language) -> str:
    """Return the text in lower case, with short forms and without its last full stop."""
    forms = SHORT_FORMS[language]
    words = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.sub(rf"\b({words})\b", lambda word: forms[word[1]], text.lower()).rstrip(".")
