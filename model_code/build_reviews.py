#!/usr/bin/env python3
"""Write generated reviews: `python model_code/build_reviews.py --rows 4000 --seed 0 --out reviews`.

Rows are JSON Lines of text, label and language in `train/` and `test/`, in a file for each spelling. They are
generated, not collected: text_classifier/reviews/ says how, and what a good figure on them does not mean.
"""

import argparse
import sys
from pathlib import Path

from text_classifier.reviews.corpus import TooManyRowsError, generate, write


def main() -> int:
    """Write the corpus; returns 1 with the reason if it cannot be made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=4_000, help="rows of both languages together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="folder to write train/ and test/ into")
    arguments = parser.parse_args()
    try:
        corpus = generate(rows=arguments.rows, seed=arguments.seed)
    except TooManyRowsError as error:
        print(f"No corpus: {error}", file=sys.stderr)
        return 1
    write(corpus, arguments.out)
    print(f"{len(corpus['train'])} train and {len(corpus['test'])} test rows in {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
