"""Write one review: a frame of its label, in it clauses, in them words."""

import random
import re
from dataclasses import dataclass

from text_classifier.reviews.grammar import Grammar, Label, Parted, Split

DEGREES = ("good", "bad", "middling")
_CLAUSE = re.compile(r"<(\w+)>")
_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^][]*)\]")
_EVERYDAY_SHARE = 0.65
# A choice may leave nothing before or after a comma.
_COMMAS = re.compile(r"[ ,]*([.!]+|,)")
_SENTENCE = re.compile(r"(^|[.!?] )(\w)")
# English alone has the word "a" in its patterns.
_ARTICLE = re.compile(r"\ba (?=[aeio]|u(?!s))")


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes reviews in one language with the wording of one split; `dice` decides everything."""

    grammar: Grammar
    split: Split
    dice: random.Random

    def review(self, label: Label) -> str:
        """Write a review that says `label`: of one product, each clause about another aspect of it."""
        product = self.dice.choice(list(self.grammar.products.values()))
        sides = [(quality, name) for quality, names in product.aspects.items() for name in names]
        self.dice.shuffle(sides)
        name = self.dice.choice(product.names)

        def clause(found: re.Match[str]) -> str:
            quality, aspect = sides.pop() if len(sides) > 1 else sides[0]
            return self._clause(found[1], {"product": name, "aspect": aspect}, self._adjectives(quality))

        text = _ARTICLE.sub("an ", _CLAUSE.sub(clause, self._frame(label)))
        text = _COMMAS.sub(r"\1", text.strip())
        return _SENTENCE.sub(lambda start: start[1] + start[2].upper(), text)

    def _frame(self, label: Label) -> str:
        everyday = self.dice.random() < _EVERYDAY_SHARE
        return self._one((self.grammar.everyday if everyday else self.grammar.frames)[label])

    def _clause(self, kind: str, names: dict[str, str], adjectives: dict[str, list[str]]) -> str:
        slots = {slot: self._one(parted) for slot, parted in self.grammar.slots.items()} | names

        def word(slot: re.Match[str]) -> str:
            if slot[1] in self.grammar.words:
                return self.dice.choice(self.grammar.words[slot[1]])
            # Popped, because "good and good" says nothing twice.
            return adjectives[slot[1]].pop() if slot[1] in DEGREES else slots[slot[1]]

        return " ".join(_SLOT.sub(word, self._one(self.grammar.clauses[kind])).split())

    def _one(self, parted: Parted) -> str:
        chosen: str = self.dice.choice(getattr(parted, self.split))
        while _CHOICE.search(chosen):
            chosen = _CHOICE.sub(lambda choice: self.dice.choice(choice[1].split("|")), chosen)
        return chosen

    def _adjectives(self, quality: str) -> dict[str, list[str]]:
        """Return the adjectives that fit a quality by how good they are, shuffled."""
        general, own = self.grammar.qualities["general"], self.grammar.qualities[quality]
        mixed = {degree: sorted({*own.get(degree, ()), *general[degree]}) for degree in DEGREES}
        for words in mixed.values():
            self.dice.shuffle(words)
        return mixed
