"""The stand-in for Translate: phrases, terminologies, settings, and letters that stay composed."""

import unicodedata

import pytest

from local.ai.translate import phrases
from tests.local.ai.conftest import Ask

TERMS = "en,vi\nendpoint,điểm cuối\nmachine learning,máy học\n".encode()


def translated(ask: Ask, text: str, source: str, target: str, **more: object) -> dict[str, object]:
    request = {"Text": text, "SourceLanguageCode": source, "TargetLanguageCode": target, **more}
    status, _, answer = ask("translate", "TranslateText", **request)
    assert status == 200, answer
    return answer


def test_lesson_sentences_go_both_ways(ask: Ask) -> None:
    english = translated(ask, "Khách sạn rất đẹp nhưng bữa sáng hơi lạnh.", "vi", "en")
    assert english["TranslatedText"] == "Hotel very beautiful but breakfast a little cold."
    vietnamese = translated(ask, "The students trained a small model.", "en", "vi")
    assert vietnamese["TranslatedText"] == "Sinh viên đã huấn luyện một mô hình nhỏ."


def test_auto_tells_the_source_language(ask: Ask) -> None:
    answer = translated(ask, "Nhân viên rất thân thiện và nhiệt tình", "auto", "en")
    assert answer["SourceLanguageCode"] == "vi"


def test_unknown_words_and_signs_are_kept_where_they_were(ask: Ask) -> None:
    answer = translated(ask, "The hotel (Zyxwv, 42 %) is good!", "en", "vi")
    assert answer["TranslatedText"] == "Khách sạn (Zyxwv, 42 %) là tốt!"


def test_decomposed_letters_come_back_composed(ask: Ask) -> None:
    answer = translated(ask, unicodedata.normalize("NFD", "Khách sạn Huế"), "vi", "en")
    assert answer["TranslatedText"] == "Hotel Huế"
    assert unicodedata.is_normalized("NFC", str(answer["TranslatedText"]))


def test_a_terminology_goes_before_the_table_and_is_named(ask: Ask) -> None:
    data = {"File": TERMS, "Format": "CSV"}
    ask("translate", "ImportTerminology", Name="lab", MergeStrategy="OVERWRITE", TerminologyData=data)
    answer = translated(ask, "Machine learning is easy", "en", "vi", TerminologyNames=["lab"])
    assert answer["TranslatedText"] == "Máy học là dễ"
    terms = [{"SourceText": "machine learning", "TargetText": "máy học"}]
    assert answer["AppliedTerminologies"] == [{"Name": "lab", "Terms": terms}]


def test_a_one_way_terminology_is_not_read_backwards(ask: Ask) -> None:
    data = {"File": TERMS, "Format": "CSV"}
    ask("translate", "ImportTerminology", Name="lab", MergeStrategy="OVERWRITE", TerminologyData=data)
    answer = translated(ask, "máy học", "vi", "en", TerminologyNames=["lab"])
    assert answer["AppliedTerminologies"] == [{"Name": "lab", "Terms": []}]


def test_terminologies_are_listed_described_and_deleted(ask: Ask) -> None:
    data = {"File": TERMS, "Format": "CSV", "Directionality": "MULTI"}
    ask("translate", "ImportTerminology", Name="lab", MergeStrategy="OVERWRITE", TerminologyData=data)
    _, _, answer = ask("translate", "GetTerminology", Name="lab")
    found = answer["TerminologyProperties"]
    assert (found["TermCount"], found["TargetLanguageCodes"], found["Directionality"]) == (2, ["vi"], "MULTI")
    _, _, answer = ask("translate", "ListTerminologies")
    assert [one["Name"] for one in answer["TerminologyPropertiesList"]] == ["lab"]
    ask("translate", "DeleteTerminology", Name="lab")
    assert ask("translate", "GetTerminology", Name="lab")[2]["__type"] == "ResourceNotFoundException"


@pytest.mark.parametrize("file", [b"en\nx\n", b"en,vi\n", b"en,vi\na,b,c\n", b"\xff\xfe"])
def test_a_broken_terminology_is_refused(ask: Ask, file: bytes) -> None:
    data = {"File": file, "Format": "CSV"}
    request = {"Name": "lab", "MergeStrategy": "OVERWRITE", "TerminologyData": data}
    assert ask("translate", "ImportTerminology", **request)[2]["__type"] == "InvalidParameterValueException"


def test_profanity_is_masked_where_it_is_asked_for(ask: Ask) -> None:
    answer = translated(ask, "This shit is good", "en", "vi", Settings={"Profanity": "MASK"})
    assert "shit" not in str(answer["TranslatedText"])
    assert answer["AppliedSettings"] == {"Profanity": "MASK"}


@pytest.mark.parametrize(
    ("source", "target", "status", "code"),
    [
        ("en", "xx", 400, "UnsupportedLanguagePairException"),
        ("en", "fr", 501, "NotEmulatedLocally"),
        ("en", "e", 400, "ValidationException"),
    ],
)
def test_a_pair_that_cannot_be_translated_is_refused(
    ask: Ask, source: str, target: str, status: int, code: str
) -> None:
    request = {"Text": "hello", "SourceLanguageCode": source, "TargetLanguageCode": target}
    answered, _, answer = ask("translate", "TranslateText", **request)
    assert (answered, answer["__type"]) == (status, code)


def test_the_limit_is_in_bytes(ask: Ask) -> None:
    request = {"SourceLanguageCode": "vi", "TargetLanguageCode": "en"}
    assert ask("translate", "TranslateText", Text="ư" * 5_000, **request)[0] == 200
    _, _, answer = ask("translate", "TranslateText", Text="ư" * 5_000 + "a", **request)
    assert answer["__type"] == "TextSizeLimitExceededException"


def test_the_table_is_whole() -> None:
    for source, target in (("en", "vi"), ("vi", "en")):
        table = phrases._table(source, target)
        assert len(table) > 250
        assert all(word and wanted for words, wanted in table.items() for word in words)
