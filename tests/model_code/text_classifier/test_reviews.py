"""The generated corpus: balanced, repeatable, spelled correctly, tested on wording it did not train on."""

import json
import random
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from tests.model_code.jobs import MODEL_CODE
from text_classifier.reviews.corpus import LABELS, LANGUAGES, Review, TooManyRowsError, generate, write
from text_classifier.reviews.grammar import Grammar, Label, Language, Parted, Split
from text_classifier.reviews.spelling import shortened, without_diacritics
from text_classifier.reviews.writer import Writer

ROWS = 1_200


@pytest.fixture(scope="module")
def corpus() -> dict[Split, list[Review]]:
    return generate(rows=ROWS, seed=3)


def test_every_label_of_every_language_has_as_many_rows(corpus: dict[Split, list[Review]]) -> None:
    for split, rows in (("train", 960), ("test", 240)):
        counted = Counter((review.language, review.label) for review in corpus[split])  # type: ignore[index]
        assert counted == {(language, label): rows // 6 for language in LANGUAGES for label in LABELS}


def test_no_text_comes_twice(corpus: dict[Split, list[Review]]) -> None:
    texts = [review.text for rows in corpus.values() for review in rows if review.spelling == "standard"]
    assert len(texts) == len(set(texts))


def test_a_seed_repeats_the_corpus_and_another_does_not(corpus: dict[Split, list[Review]]) -> None:
    assert generate(rows=ROWS, seed=3) == corpus
    assert generate(rows=ROWS, seed=4) != corpus


@pytest.mark.parametrize("language", LANGUAGES)
def test_training_and_test_share_no_clause_and_no_frame(language: Language) -> None:
    grammar = Grammar.load(language)
    for parted in (*grammar.clauses.values(), *grammar.frames.values(), *grammar.everyday.values()):
        assert set(parted.train) & set(parted.test) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_a_pattern_is_known_and_no_alternative_stands_twice(language: Language) -> None:
    grammar = Grammar.load(language)
    words = {"good", "bad", "middling", "aspect", "product", *grammar.slots, *grammar.words}
    for parted in grammar.clauses.values():
        for pattern in (*parted.train, *parted.test):
            assert set(re.findall(r"\{(\w+)\}", pattern)) <= words, pattern
    frames = (*grammar.frames.values(), *grammar.everyday.values())
    for parted in frames:
        for frame in (*parted.train, *parted.test):
            assert set(re.findall(r"<([a-z_]+)>", frame)) <= set(grammar.clauses), frame
    lists = [parted.train for parted in grammar.clauses.values()]
    lists += [parted.train for parted in frames]
    assert [item for one in lists for item, count in Counter(one).items() if count > 1] == []
    assert {quality for each in grammar.products.values() for quality in each.aspects} <= set(
        grammar.qualities
    )


@pytest.mark.parametrize("label", LABELS)
def test_nothing_is_left_unfilled_and_sentences_begin_with_capitals(label: Label) -> None:
    for language in LANGUAGES:
        writer = Writer(grammar=Grammar.load(language), split="train", dice=random.Random(1))  # noqa: S311
        for text in (writer.review(label) for _ in range(300)):
            assert not re.search(r"[][{}|]|<(?!3)|  | [,.]|,[.!]", text), text
            assert text[0] == text[0].upper(), text
            assert text == unicodedata.normalize("NFC", text)


def test_a_choice_takes_one_of_its_parts_and_a_group_has_the_phrases_of_its_kinds() -> None:
    grammar = Grammar.load("en")
    one = Parted(train=("[a|b] [c|]",), test=())
    writer = Writer(grammar=grammar, split="train", dice=random.Random(1))  # noqa: S311
    assert {writer._one(one) for _ in range(100)} == {"a c", "b c", "a ", "b "}
    for kind in ("fault_bad", "price_side_bad"):
        assert set(grammar.clauses[kind].train) <= set(grammar.clauses["any_bad"].train)
    assert set(grammar.clauses["fault_bad"].train) & set(grammar.clauses["side_bad"].train) == set()


def test_no_word_is_called_good_and_bad() -> None:
    for language in LANGUAGES:
        words = Grammar.load(language).words
        assert set(words["great"]) & set(words["awful"]) == set()
        assert set(words["okay"]) & {*words["great"], *words["awful"]} == set()


def test_a_verdict_outweighs_what_was_granted_before_it() -> None:
    """The rules of the labels, as frames: a change of one of them is a change of what the labels mean."""
    frames = Grammar.load("en").frames
    assert "although <bad>, <praise>." in frames["positive"].train
    assert "although <good>, <blame>." in frames["negative"].train
    assert "<good>, but <bad>." in frames["neutral"].train
    for label, never in (("positive", "<blame>"), ("negative", "<praise>")):
        parted = frames[label]  # type: ignore[index]
        assert [frame for frame in (*parted.train, *parted.test) if never in frame] == []


@pytest.mark.parametrize(
    ("text", "language", "plain", "short"),
    [
        ("Mình không được đẹp.", "vi", "Minh khong duoc dep.", "mk ko đc đẹp"),
        ("Tuy đắt nhưng Đáng.", "vi", "Tuy dat nhung Dang.", "tuy đắt nhg đáng"),
        ("I really love it.", "en", "I really love it.", "i rly luv it"),
    ],
)
def test_spellings_of_a_phone(text: str, language: Language, plain: str, short: str) -> None:
    assert (without_diacritics(text), shortened(text, language)) == (plain, short)


def test_a_share_is_spelled_as_on_a_phone(corpus: dict[Split, list[Review]]) -> None:
    counted = Counter((review.language, review.spelling) for review in corpus["train"])
    assert 0.10 < counted["vi", "no-diacritics"] / 480 < 0.20
    assert 0.06 < counted["vi", "short"] / 480 < 0.14
    assert counted["en", "no-diacritics"] == 0


@pytest.mark.parametrize("rows", [10, 10_000_000])
def test_too_few_rows_or_more_than_there_are_different_ones_are_refused(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Writer, "review", lambda *_: "The same.")
    with pytest.raises(TooManyRowsError):
        generate(rows=rows, seed=0)


def test_the_script_writes_the_channels_of_a_job(tmp_path: Path, corpus: dict[Split, list[Review]]) -> None:
    write(corpus, tmp_path / "ours")
    command = [sys.executable, str(MODEL_CODE / "build_reviews.py"), "--rows", str(ROWS), "--seed", "3"]
    done = subprocess.run([*command, "--out", str(tmp_path / "theirs")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ours = {path.relative_to(tmp_path / "ours"): path for path in (tmp_path / "ours").rglob("*.jsonl")}
    assert {path.parts[0] for path in ours} == {"train", "test"}
    for name, path in ours.items():
        assert (tmp_path / "theirs" / name).read_bytes() == path.read_bytes()
        assert set(json.loads(path.read_text().splitlines()[0])) == {"text", "label", "language"}
    refused = subprocess.run([*command[:2], "--rows", "5", "--out", str(tmp_path)], capture_output=True)
    assert (refused.returncode, b"No corpus: 5 rows" in refused.stderr) == (1, True)
