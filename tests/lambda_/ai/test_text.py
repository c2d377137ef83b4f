"""The text routes: languages, long texts, offsets, personal data."""

import unicodedata

import pytest

from tests.lambda_.ai.functions import Function, build

REVIEW = "Món phở ở đây rất ngon. Nhân viên thân thiện, tôi sẽ quay lại!"


def test_an_english_text_gets_a_sentiment(text: Function) -> None:
    answer = text.post("sentiment", {"text": "I love it."})
    assert answer.status == 200
    [result] = answer.body["results"]
    assert (result["sentiment"], result["language"], result["translation"]) == ("positive", "en", None)
    assert sum(result["scores"].values()) == pytest.approx(1.0)


def test_a_vietnamese_review_is_analyzed_in_english_and_says_so(text: Function) -> None:
    [result] = text.post("sentiment", {"text": REVIEW}).body["results"]
    assert (result["language"], result["analyzed_language"]) == ("vi", "en")
    assert result["translation"] == f"<en>{REVIEW}"
    [asked] = text.clients["translate"].asked("translate_text")
    assert (asked["SourceLanguageCode"], asked["TargetLanguageCode"]) == ("vi", "en")


def test_a_batch_is_answered_in_its_order_with_each_text_in_its_language(text: Function) -> None:
    answer = text.post("key-phrases", {"texts": ["one", REVIEW, "three"]})
    assert [result["language"] for result in answer.body["results"]] == ["en", "vi", "en"]
    assert [r["key_phrases"][0]["text"] for r in answer.body["results"]] == ["one", "en", "three"]
    assert len(text.clients["comprehend"].asked("batch_detect_key_phrases")) == 1


def test_a_decomposed_text_is_composed_and_offsets_are_of_the_composed_one(text: Function) -> None:
    sent = unicodedata.normalize("NFD", "Hà Nội")
    [result] = text.post("entities", {"text": sent, "language": "en"}).body["results"]
    assert text.clients["comprehend"].asked("batch_detect_entities")[0]["TextList"] == ["Hà Nội"]
    assert result["entities"] == [{"type": "PERSON", "text": "Hà", "score": 0.9, "start": 0, "end": 2}]


def test_a_long_text_is_cut_between_sentences_and_keeps_its_offsets(text: Function) -> None:
    sentences = [f"Câu số {number} dài thêm một chút." for number in range(400)]
    whole = " ".join(sentences)
    [result] = text.post("entities", {"text": whole, "language": "fr"}).body["results"]
    assert len(result["entities"]) == len(text.clients["comprehend"].calls[0][1]["TextList"]) > 1
    for entity in result["entities"]:
        assert whole[entity["start"] : entity["end"]] == entity["text"] == "Câu"


def test_the_sentiment_of_a_long_text_weighs_its_parts(text: Function) -> None:
    good = {"Positive": 1.0, "Negative": 0.0, "Neutral": 0.0, "Mixed": 0.0}
    bad = {"Positive": 0.0, "Negative": 1.0, "Neutral": 0.0, "Mixed": 0.0}
    results = [
        {"Index": index, "Sentiment": "POSITIVE", "SentimentScore": scores}
        for index, scores in enumerate((good, bad))
    ]
    text.clients["comprehend"].answers["batch_detect_sentiment"] = [{"ResultList": results, "ErrorList": []}]
    sent = "a" * 4_000 + " " + "b" * 1_500
    [result] = text.post("sentiment", {"text": sent, "language": "en"}).body["results"]
    assert result["sentiment"] == "positive"
    assert result["scores"]["negative"] == pytest.approx(1_500 / 5_501)


def test_languages_are_told(text: Function) -> None:
    answer = text.post("language", {"texts": ["Good morning", REVIEW]})
    assert [r["languages"][0]["code"] for r in answer.body["results"]] == ["en", "vi"]


def test_a_translation_takes_terminology_formality_and_profanity(text: Function) -> None:
    wish = {
        "text": "endpoint",
        "target": "vi",
        "terminology": "lessons",
        "formality": "formal",
        "profanity": "mask",
    }
    assert text.post("translate", wish).status == 200
    [asked] = text.clients["translate"].asked("translate_text")
    assert asked["TerminologyNames"] == ["dev-lessons"]
    assert asked["Settings"] == {"Formality": "FORMAL", "Profanity": "MASK"}
    assert asked["SourceLanguageCode"] == "auto"


def test_a_terminology_that_is_not_declared_is_refused_before_a_call() -> None:
    without = build("ai_text", LAB2API_TERMINOLOGIES="")
    for name in ("lessons", "other"):
        answer = without.post("translate", {"text": "x", "target": "vi", "terminology": name})
        assert (answer.status, answer.body["errors"][0]["field"]) == (400, "terminology")
    assert without.paid == 0


def test_a_long_translation_keeps_the_space_between_its_passages(text: Function) -> None:
    sent = "\n\n".join("Câu này dài. " * 60 for _ in range(20))
    answer = text.post("translate", {"text": sent, "target": "en"})
    assert answer.body["translation"].replace("<en>", "") == sent
    assert len(text.clients["translate"].calls) > 1


@pytest.mark.parametrize(("sent", "read"), [("es-MX", "es"), ("pt-PT", "pt"), ("fr-CA", "fr")])
def test_a_regional_code_is_read_as_its_language_without_a_translation(
    text: Function, sent: str, read: str
) -> None:
    [result] = text.post("sentiment", {"text": "x", "language": sent}).body["results"]
    assert (result["language"], result["analyzed_language"], result["translation"]) == (sent, read, None)
    assert text.clients["comprehend"].asked("batch_detect_sentiment")[0]["LanguageCode"] == read
    assert text.clients["translate"].calls == []


def test_personal_data_of_a_mexican_text_is_looked_for_in_spanish(text: Function) -> None:
    [result] = text.post("pii", {"text": "x", "language": "es-MX"}).body["results"]
    assert (result["language"], result["analyzed_language"]) == ("es-MX", "es")
