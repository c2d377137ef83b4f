"""TranslateText: English and Vietnamese lesson vocabulary by terminology and a table of phrases."""

import re
import unicodedata

from local.ai.registry import Answer, Request, not_emulated, operation
from local.ai.text import language
from local.ai.text.size import require_bytes
from local.ai.translate import phrases, terminologies
from local.sagemaker.errors import ServiceError

TEXT_BYTES = 10_000
"""https://docs.aws.amazon.com/translate/latest/dg/what-is-limits.html"""

_PAIRS = {("en", "vi"), ("vi", "en")}
_LEAST_CONFIDENCE = 0.2
_GRAWLIX = "?$#@$"
"""https://docs.aws.amazon.com/translate/latest/dg/customizing-translations-profanity.html"""

_PROFANE = re.compile(r"\b(?:shit|fuck(?:ing)?|bastard|asshole|bitch|đồ khốn|mẹ kiếp)\b", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2})?")


@operation(
    "translate",
    "TranslateText",
    what="translation word by word from lab2api's table of lesson phrases; unknown words are kept",
    packages=("py3langid",),
)
def translate_text(request: Request) -> Answer:
    """Answer TranslateText."""
    require_bytes(request["Text"], most=TEXT_BYTES)
    text = unicodedata.normalize("NFC", request["Text"])
    source, target = _source(text, request["SourceLanguageCode"]), request["TargetLanguageCode"]
    _require_pair(source, target)
    chosen = _chosen(request, source, target)
    lowered = {term.lower(): wanted for applied in chosen.values() for term, wanted in applied.items()}
    translated = text
    if source != target:
        translated = phrases.translate(text, source=source, target=target, chosen=lowered).text
    settings = request.get("Settings", {})
    if masked := settings.get("Profanity") == "MASK":
        translated = _PROFANE.sub(_GRAWLIX, translated)
    return {
        "TranslatedText": unicodedata.normalize("NFC", translated),
        "SourceLanguageCode": source,
        "TargetLanguageCode": target,
        "AppliedTerminologies": [
            {
                "Name": name,
                "Terms": [{"SourceText": term, "TargetText": wanted} for term, wanted in terms.items()],
            }
            for name, terms in chosen.items()
        ],
        "AppliedSettings": {"Profanity": "MASK"} if masked else {},
    }


def _source(text: str, code: str) -> str:
    if code != "auto":
        return code
    found, confidence = language.ranked(text)[0]
    if confidence < _LEAST_CONFIDENCE:
        message = "The language could not be told with confidence; give SourceLanguageCode."
        raise ServiceError(
            code="DetectedLanguageLowConfidenceException", message=message, DetectedLanguageCode=found
        )
    return found


def _require_pair(source: str, target: str) -> None:
    for code in (source, target):
        if not _CODE.fullmatch(code) or code.partition("-")[0] not in language.LANGUAGES:
            raise ServiceError(
                code="UnsupportedLanguagePairException",
                message=f"Unsupported language pair: {source} to {target}.",
                SourceLanguageCode=source,
                TargetLanguageCode=target,
            )
    if source != target and (source, target) not in _PAIRS:
        message = f"The stand-in translates between English and Vietnamese only, not {source} to {target}."
        raise not_emulated(message, service="translate")


def _chosen(request: Request, source: str, target: str) -> dict[str, dict[str, str]]:
    """Return the terms that occur in the text, by terminology."""
    text = unicodedata.normalize("NFC", request["Text"]).lower()
    found = {}
    for name in request.get("TerminologyNames", []):
        terms = terminologies.get(name).terms(source=source, target=target)
        found[name] = {
            term: wanted
            for term, wanted in terms.items()
            if re.search(rf"(?<!\w){re.escape(term.lower())}(?!\w)", text)
        }
    return found
