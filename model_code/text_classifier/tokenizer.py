"""Text to token ids and back to nothing: a SentencePiece unigram model, learned from the training texts.

https://github.com/google/sentencepiece/blob/master/doc/options.md
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from text_classifier.limits import LARGEST_VOCABULARY, MOST_TOKENS

TOKENIZER_FILE = "tokenizer.model"
PAD, UNKNOWN, START, END = 0, 1, 2, 3
_BYTES = 256
_AT_ONCE = 1_000
"""Texts whose ids are Python numbers at one time."""
Tokens = NDArray[np.int64]
Row = NDArray[np.int32]


class VocabularyError(ValueError):
    """The texts have more different characters than the vocabulary has places; the message says how many."""


class Tokenizer:
    """One learned vocabulary; encoding is safe from many threads."""

    def __init__(self, model: bytes) -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        self.model = model
        self.vocabulary: int = self._processor.vocab_size()

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary: int = LARGEST_VOCABULARY) -> Self:
        """Learn at most `vocabulary` pieces; the same texts in the same order give the same bytes.

        Case is folded and text composed (NFKC), so that "Tốt" is one word however its accents were typed.
        A character that was never seen becomes its UTF-8 bytes, so that none is unknown.
        """
        if not _BYTES + 4 < vocabulary <= LARGEST_VOCABULARY:
            raise VocabularyError(f"vocabulary: {vocabulary} is not {_BYTES + 5} to {LARGEST_VOCABULARY}")
        return cls(_learned(texts, vocabulary))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a `tokenizer.model`; raises OSError, or RuntimeError if it is none."""
        return cls(path.read_bytes())

    def save(self, path: Path) -> None:
        """Write the model as `load` reads it."""
        path.write_bytes(self.model)

    def encode(
        self, texts: Sequence[str], *, length: int = MOST_TOKENS, whole: bool = False
    ) -> tuple[Tokens, Tokens]:
        """Return ids and mask, int64 [texts, T]: a start token, the text's tokens, then padding with mask 0.

        T is that of the longest text and at most `length`; with `whole` it is `length`, for compilers that
        want one shape. Text beyond `length` tokens is cut off.
        """
        rows = list(self.rows(texts, length=length))
        return padded(rows, width=length if whole else max(map(len, rows), default=1))

    def rows(self, texts: Sequence[str], *, length: int = MOST_TOKENS) -> Iterator[Row]:
        """Yield the ids of each text, [its tokens], without padding: one long text makes no other longer."""
        for start in range(0, len(texts), _AT_ONCE):
            some = list(texts[start : start + _AT_ONCE])
            for row in self._processor.encode(some, out_type=int, num_threads=1):
                yield np.array([START, *row][:length], dtype=np.int32)


def padded(rows: Sequence[Row], *, width: int) -> tuple[Tokens, Tokens]:
    """Return ids and mask, int64 [rows, width]."""
    ids = np.full((len(rows), width), PAD, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return ids, mask


def _learned(texts: Iterable[str], vocabulary: int) -> bytes:
    written = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=written,
            model_type="unigram",
            vocab_size=vocabulary,
            hard_vocab_limit=False,
            byte_fallback=True,
            character_coverage=0.9999,
            normalization_rule_name="nmt_nfkc_cf",
            pad_id=PAD,
            unk_id=UNKNOWN,
            bos_id=START,
            eos_id=END,
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        if found := re.search(r"smaller than required_chars\. \d+ vs (\d+)", str(error)):
            raise VocabularyError(f"vocabulary: these texts need at least {found[1]}") from error
        raise
    return written.getvalue()
