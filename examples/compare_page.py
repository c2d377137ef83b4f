"""Compare the text of an answer of /v1/ai/documents with the page that make_inputs.py rendered.

`python examples/compare_page.py ANSWER.json` prints the character error rate; it exits with 1 from 5 % on.
"""

import json
import sys
from pathlib import Path

from make_inputs import PAGE_EN

MOST_ERRORS = 0.05


def character_error_rate(found: str, expected: str) -> float:
    """Return the edits (insert, delete, replace) from one text to the other, by the length of `expected`."""
    row = list(range(len(expected) + 1))
    for number, left in enumerate(found, start=1):
        last, row = row, [number]
        for column, right in enumerate(expected, start=1):
            row.append(min(last[column] + 1, row[-1] + 1, last[column - 1] + (left != right)))
    return row[-1] / len(expected)


def main() -> int:
    """Return the exit status."""
    answer = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = "\n".join(page.get("text") or "" for page in answer.get("pages", []))
    rate = character_error_rate(found, PAGE_EN)
    print(f"  character error rate of the English page: {rate:.1%}")
    return int(rate >= MOST_ERRORS)


if __name__ == "__main__":
    sys.exit(main())
