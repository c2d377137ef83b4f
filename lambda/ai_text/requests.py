"""What clients send to the text routes."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from http_api.problems import printable
from http_api.requests import AiRequest, Text, broken
from http_api.text_limits import COMPREHEND_LANGUAGES, MOST_TEXTS, TRANSLATE_LANGUAGES

_KNOWN = tuple(sorted({*TRANSLATE_LANGUAGES, *COMPREHEND_LANGUAGES}))
AUTO = "auto"


def _supported(code: str) -> str:
    if code not in _KNOWN:
        raise ValueError(f"'{printable(code)}' is not supported: send a code of Amazon Translate, such as vi")
    return code


def _supported_or_auto(code: str) -> str:
    return code if code == AUTO else _supported(code)


LanguageCode = Annotated[str, AfterValidator(_supported), Field(json_schema_extra={"enum": list(_KNOWN)})]
SourceCode = Annotated[
    str, AfterValidator(_supported_or_auto), Field(json_schema_extra={"enum": [AUTO, *_KNOWN]})
]


class TextsRequest(AiRequest):
    """One text or a batch of them."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["text"]}, {"required": ["texts"]}]})

    text: Annotated[Text | None, Field(description="One text; or else `texts`.")] = None
    texts: Annotated[
        list[Text] | None,
        Field(min_length=1, max_length=MOST_TEXTS, description="A batch, answered in its order."),
    ] = None

    @model_validator(mode="after")
    def _has_one_of_the_two(self) -> Self:
        if (self.text is None) == (self.texts is None):
            raise broken("text", "send either text or texts")
        return self

    @property
    def all(self) -> list[str]:
        """The texts, one or many."""
        return self.texts if self.texts is not None else [self.text or ""]

    def field(self, index: int) -> str:
        """Name the place of a text."""
        return "text" if self.texts is None else f"texts[{index}]"


class AnalysisRequest(TextsRequest):
    """Texts to analyze, in one language or each in its own."""

    language: Annotated[
        LanguageCode | None, Field(description="The texts' language; told from each text when absent.")
    ] = None


class PiiRequest(AnalysisRequest):
    """Texts to look for personal data in."""

    redact: Annotated[bool, Field(description="Also answer the text with `[TYPE]` in place of the data.")] = (
        False
    )


class TranslationRequest(AiRequest):
    """A text to translate."""

    text: Text
    target: LanguageCode
    source: Annotated[SourceCode, Field(description="`auto` lets Comprehend tell it.")] = AUTO
    terminology: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")] | None,
        Field(description="A terminology of this environment, such as `lessons`."),
    ] = None
    formality: Annotated[
        Literal["formal", "informal"] | None, Field(description="Where Translate has it for the target.")
    ] = None
    profanity: Annotated[Literal["mask"] | None, Field(description="`mask` writes ?$#@$ instead.")] = None
