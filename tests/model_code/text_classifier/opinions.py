"""A small corpus which counting words does not solve: of two opinions, the one after "but" holds.

In three of four texts an opinion of another class comes first: which came first is not in the words' counts.
"""

import json
import random
from pathlib import Path

TELLING = {
    "negative": "broken slow dirty tệ hỏng",
    "neutral": "average okay plain thường tạm",
    "positive": "great lovely fast tốt đẹp",
}
OTHERS = "the room service phone meal was and very we it phòng món hàng này rất và là của"
CONTRASTS = 0.75
Row = dict[str, str]


def rows(count: int, *, seed: int) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311  no secret
    return [row(list(TELLING)[number % 3], chance) for number in range(count)]


def row(label: str, chance: random.Random) -> Row:
    words = chance.choices(OTHERS.split(), k=chance.randint(0, 4))
    said = [chance.choice(TELLING[label].split())]
    if chance.random() < CONTRASTS:
        other = chance.choice([name for name in TELLING if name != label])
        said = [chance.choice(TELLING[other].split()), chance.choice(["but", "nhưng"]), *said]
    at = chance.randrange(len(words) + 1)
    words[at:at] = said
    return {"text": " ".join(words), "label": label, "language": chance.choice(["en", "vi"])}


def lay_out(base: Path, *, train: list[Row], test: list[Row], **hyperparameters: object) -> Path:
    """Write channels and hyperparameters below `base`, as SageMaker does: each value is a string."""
    for channel, examples in (("train", train), ("test", test)):
        folder = base / "input/data" / channel
        folder.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(example, ensure_ascii=False) + "\n" for example in examples]
        (folder / "part.jsonl").write_text("".join(lines), encoding="utf-8")
    told = {name: json.dumps(str(value)) for name, value in hyperparameters.items()}
    (base / "input/config").mkdir(parents=True, exist_ok=True)
    (base / "input/config/hyperparameters.json").write_text(json.dumps(told))
    return base
