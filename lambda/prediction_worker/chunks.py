"""A large file as several calls: as many rows in each as an endpoint takes at once."""

from collections.abc import Iterator, Sequence

from http_api import body
from served_models.reading import write_payload
from served_models.rows import Row


def chunks(rows: Sequence[Row], *, most_rows: int, most_bytes: int) -> Iterator[Sequence[Row]]:
    """Cut rows into runs whose payload fits `most_bytes`; a single row that does not is a 413."""
    start = 0
    while start < len(rows):
        end = min(start + most_rows, len(rows))
        while len(write_payload(rows[start:end])) > most_bytes:
            if end - start == 1:
                raise body.too_large(most_bytes, instead="one row alone is larger")
            end = start + (end - start + 1) // 2
        yield rows[start:end]
        start = end
