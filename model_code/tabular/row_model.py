"""What the server asks of a model, whatever kind of rows it takes."""

from typing import Any, Protocol

Prediction = dict[str, Any]
"""As the API words it: label and probabilities, or value."""


class ReadsRows(Protocol):
    """Turns a request's body into what the model takes."""

    def read(self, body: bytes, content_type: str) -> Any:
        """Read the rows; raises RequestError."""


class RowModel(Protocol):
    """A loaded model that answers rows."""

    @property
    def rows(self) -> ReadsRows:
        """The reader of its requests."""

    @property
    def slow(self) -> bool:
        """Whether a request can take so long that others, such as /ping, must not wait for it."""

    def predict(self, rows: Any) -> list[Prediction]:
        """Answer what `rows.read` returned, in that order."""
