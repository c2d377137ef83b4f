"""Long texts: the passages are the text, within the limit, and end where a reader would pause."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from http_api.passages import size, split

vietnamese = st.text(alphabet="aăâđêôơưàảãáạ .!?\n\u0301\u0323😀", max_size=300)


@given(st.one_of(st.text(), vietnamese), st.integers(min_value=4, max_value=60))
def test_the_passages_are_the_text_and_within_the_limit(text: str, most: int) -> None:
    passages = split(text, most_bytes=most)
    assert "".join(passage.text for passage in passages) == text
    assert all(0 < size(passage.text) <= most for passage in passages)
    for passage in passages:
        assert text[passage.start : passage.start + len(passage.text)] == passage.text


@given(vietnamese.map(lambda text: unicodedata.normalize("NFD", text)))
def test_no_passage_begins_with_a_mark_that_belongs_to_a_letter(text: str) -> None:
    for passage in split(text, most_bytes=40)[1:]:
        before = text[: passage.start].rstrip("\u0301\u0323")
        if len(before) > passage.start - 10:
            assert not unicodedata.combining(passage.text[0])


def test_a_sentence_stays_whole_where_it_fits() -> None:
    text = "Một. Hai ba! Bốn năm sáu? Bảy"
    assert [p.text for p in split(text, most_bytes=18)] == ["Một. Hai ba! ", "Bốn năm sáu? ", "Bảy"]


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    assert [p.text for p in split("alpha beta gamma delta", most_bytes=12)] == ["alpha beta ", "gamma delta"]


def test_a_word_that_is_too_long_is_cut_between_characters() -> None:
    assert [p.text for p in split("đđđđđ", most_bytes=5)] == ["đđ", "đđ", "đ"]


def test_a_text_of_exactly_the_limit_is_one_passage() -> None:
    assert len(split("đ" * 50, most_bytes=100)) == 1
    assert len(split("đ" * 50 + "x", most_bytes=100)) == 2
