"""Personal data: what Comprehend finds, what the rules find, and the text without either."""

from collections.abc import Sequence

from http_api.aws_calls import AwsService
from http_api.metered import Work
from http_api.passages import split
from http_api.text_limits import PII_BYTES, PII_LANGUAGES, PIVOT, REGIONAL

from .analysis import check
from .answers import PersonalData, Pii
from .comprehend import Comprehend
from .vietnamese import identifiers


class PiiFinder:
    """Numbers and addresses look alike in most languages, so texts in others are read as English too."""

    def __init__(self, *, comprehend: Comprehend, service: AwsService) -> None:
        self._comprehend = comprehend
        self._service = service

    def find(self, text: str, *, language: str, redact: bool, work: Work) -> Pii:
        """Find personal data; `language` is the text's own."""
        spoken = REGIONAL.get(language, language)
        analyzed = spoken if spoken in PII_LANGUAGES else PIVOT
        found = self._by_comprehend(text, language=analyzed, work=work)
        found += [one for one in _by_rule(text) if not any(_is_in(one, other) for other in found)]
        found.sort(key=lambda one: (one.start, -one.end))
        return Pii(
            language=language,
            analyzed_language=analyzed,
            entities=found,
            redacted=redacted(text, found) if redact else None,
        )

    def _by_comprehend(self, text: str, *, language: str, work: Work) -> list[PersonalData]:
        entities = []
        for passage in split(text, most_bytes=PII_BYTES):
            if not passage.text.strip():
                continue
            for span in self._comprehend.personal_data(passage.text, language=language, work=work).entities:
                check(span, passage.text, service=self._service)
                entities.append(
                    PersonalData(
                        type=span.type,
                        score=min(1.0, span.score),
                        start=passage.start + span.begin_offset,
                        end=passage.start + span.end_offset,
                        source="comprehend",
                    )
                )
        return entities


def redacted(text: str, found: Sequence[PersonalData]) -> str:
    """Write `[TYPE]` over the data; what overlaps is one stretch, named for what begins first."""
    parts, at = [], 0
    for one in found:
        if one.start >= at:
            parts += [text[at : one.start], f"[{one.type}]"]
        at = max(at, one.end)
    return "".join([*parts, text[at:]])


def _is_in(one: PersonalData, other: PersonalData) -> bool:
    return one.type == other.type and other.start <= one.start and one.end <= other.end


def _by_rule(text: str) -> list[PersonalData]:
    return [
        PersonalData(type=kind, score=1.0, start=start, end=end, source="rule")
        for kind, start, end in identifiers(text)
    ]
