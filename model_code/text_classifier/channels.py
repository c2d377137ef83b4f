"""Both channels of a training job, and the classes that the training rows name."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabular.paths import TrainingPaths
from text_classifier.examples import ExampleError, Examples, read_channel


@dataclass(frozen=True, kw_only=True)
class Channels:
    """Rows to learn from and rows held out; the number of a class is its place in `classes`."""

    train: Examples
    test: Examples
    classes: tuple[str, ...]

    @classmethod
    def read(cls, paths: TrainingPaths) -> "Channels":
        """Read both; raises ExampleError, also where `test` has other labels, or is `train` again."""
        train, test = read_channel(paths.train), read_channel(paths.test)
        if train.sha256 == test.sha256:
            raise ExampleError(
                "the test channel is the train channel: what was learnt says nothing of others"
            )
        classes = tuple(sorted({row.label for row in train.rows}))
        if len(classes) < 2:
            raise ExampleError(
                f"label: every row of the train channel is {classes[0]!r}; it takes two classes"
            )
        if unknown := sorted({row.label for row in test.rows} - set(classes)):
            raise ExampleError(
                f"label: the test channel has {unknown[0]!r}, which no row of the train channel has"
            )
        return cls(train=train, test=test, classes=classes)

    def labels(self, examples: Examples) -> NDArray[np.int64]:
        """Give the class numbers of rows [N]."""
        return np.array([self.classes.index(row.label) for row in examples.rows], np.int64)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the rows to learn from, sorted."""
        return tuple(sorted({row.language for row in self.train.rows}))
