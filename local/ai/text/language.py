"""The language of a text by character n-grams (py3langid), among those that Amazon Translate knows."""

import functools
from typing import Any

LANGUAGES = (
    *("af", "am", "ar", "az", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa"),
    *("fi", "fr", "ga", "gu", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "is", "it", "ja", "ka", "kk"),
    *("kn", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "nl", "no", "pa", "pl", "ps", "pt", "ro"),
    *("ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz"),
    *("vi", "zh"),
)
"""https://docs.aws.amazon.com/translate/latest/dg/what-is-languages.html, without regional variants."""

LEAST_SHARE = 0.02


def ranked(text: str) -> list[tuple[str, float]]:
    """Return the likely languages and their probability, best first; at least one."""
    ranking: list[tuple[str, float]] = _identifier().rank(text)
    likely = [(code, score) for code, score in ranking if score >= LEAST_SHARE]
    return likely or ranking[:1]


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in LANGUAGES if code in set(identifier.nb_classes)])
    return identifier
