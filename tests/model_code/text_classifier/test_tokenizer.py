"""Text to ids: padded, cut, the same from many threads, and never without a token."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from text_classifier.tokenizer import PAD, START, UNKNOWN, Tokenizer, VocabularyError

TEXTS = ["Sách rất hay và giao nhanh.", "The phone is great but the battery is weak."] * 40


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train(TEXTS, vocabulary=400)


def test_the_same_texts_give_the_same_bytes(tokenizer: Tokenizer) -> None:
    assert Tokenizer.train(TEXTS, vocabulary=400).model == tokenizer.model


def test_rows_start_alike_and_are_padded_to_the_longest(tokenizer: Tokenizer) -> None:
    ids, mask = tokenizer.encode(["Sách rất hay và giao nhanh.", "hay", ""])
    assert (ids.dtype, mask.dtype, ids.shape) == (np.int64, np.int64, mask.shape)
    assert ids[:, 0].tolist() == [START] * 3
    assert (ids[mask == 0] == PAD).all()
    assert mask.sum(axis=1).tolist() == sorted(mask.sum(axis=1).tolist(), reverse=True)
    assert mask[2].sum() == 1, "no text is without a token"


@pytest.mark.parametrize(("whole", "width"), [(False, 5), (True, 5)])
def test_what_is_longer_is_cut(tokenizer: Tokenizer, whole: bool, width: int) -> None:
    ids, mask = tokenizer.encode(["The phone is great but the battery is weak."], length=5, whole=whole)
    assert ids.shape == (1, width)
    assert mask.all()


def test_one_shape_for_compilers(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode(["hay"], length=32, whole=True)[0].shape == (1, 32)


def test_case_and_the_way_an_accent_was_typed_make_no_difference(tokenizer: Tokenizer) -> None:
    composed, decomposed = "sách rất hay", "SA\N{COMBINING ACUTE ACCENT}CH RẤT HAY"
    ids, _ = tokenizer.encode([composed, decomposed])
    assert ids[0].tolist() == ids[1].tolist()


def test_a_sign_that_was_never_seen_becomes_its_bytes(tokenizer: Tokenizer) -> None:
    ids, mask = tokenizer.encode(["\N{SLICE OF PIZZA}"])
    assert UNKNOWN not in ids
    assert mask.sum() >= 1 + 4, "the start, and four bytes of UTF-8"


def test_it_is_read_again_as_it_was_written(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path / "tokenizer.model")
    again = Tokenizer.load(tmp_path / "tokenizer.model")
    assert (again.vocabulary, again.model) == (tokenizer.vocabulary, tokenizer.model)


@pytest.mark.parametrize("vocabulary", [100, 8_001])
def test_a_vocabulary_without_room_for_bytes_or_too_large_is_refused(vocabulary: int) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        Tokenizer.train(TEXTS, vocabulary=vocabulary)


def test_texts_with_more_signs_than_places_say_how_many_there_must_be() -> None:
    with pytest.raises(VocabularyError, match=r"^vocabulary: these texts need at least \d{3}$"):
        Tokenizer.train(["".join(map(chr, range(0x4E00, 0x4E00 + 400)))] * 3, vocabulary=300)


def test_one_long_text_makes_no_other_longer(tokenizer: Tokenizer) -> None:
    """Memory is that of the tokens: 1,000 x 256 x 8 bytes of ids would be 2 MB, and as much of mask."""
    texts = ["hay"] * 1_000 + ["hay " * 300]
    tracemalloc.start()
    rows = list(tokenizer.rows(texts))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [len(rows[0]), len(rows[-1])] == [tokenizer.encode(["hay"])[0].shape[1], 256]
    assert most < 1_000_000


def test_many_threads_get_what_one_gets(tokenizer: Tokenizer) -> None:
    expected = tokenizer.encode(TEXTS)[0].tolist()
    with ThreadPoolExecutor(8) as pool:
        assert all(found[0].tolist() == expected for found in pool.map(tokenizer.encode, [TEXTS] * 32))
