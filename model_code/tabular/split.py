"""How a table is split: which rows count, and how many of them are held out.

Apart from training, whose export needs libraries that take a second to import.
"""

import pandas as pd

from tabular.dataset import DataError

TEST_SHARE = 0.2


def with_target(frame: pd.DataFrame, target: str) -> pd.DataFrame:
    """Keep the rows whose target is known."""
    if target not in frame.columns:
        columns = ", ".join(map(repr, frame.columns[:20]))
        raise DataError(f"there is no column {target!r} to predict; the columns are {columns}")
    return frame[frame[target].notna()].reset_index(drop=True)
