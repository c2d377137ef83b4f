"""Joined pieces are in NFC wherever they were cut; no character that could still change is given away."""

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from http_streams.composing import Composer


def composed(pieces: list[str]) -> list[str]:
    composer = Composer()
    return [*(composer.feed(piece) for piece in pieces), composer.rest()]


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("aeioưđ \u0301\u0323\u0302\u031b각\u1161\u11a8क\u093cো"), max_size=4)
    )
)
def test_pieces_together_are_the_composed_text(pieces: list[str]) -> None:
    found = composed(pieces)
    assert "".join(found) == unicodedata.normalize("NFC", "".join(pieces))
    assert all(unicodedata.is_normalized("NFC", piece) for piece in found)


def test_every_character_that_joins_the_one_before_it_is_waited_for() -> None:
    """Over all of Unicode: what is the second half of a composition is never the start of a piece."""
    for number in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(number)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            first, second = (chr(int(part, 16)) for part in parts)
            if unicodedata.normalize("NFC", first + second) == chr(number):
                assert "".join(composed([first, second])) == chr(number)


def test_most_text_waits_for_one_character_only() -> None:
    assert composed(["Xin ", "chào", "!"]) == ["Xin", " chà", "o", "!"]
