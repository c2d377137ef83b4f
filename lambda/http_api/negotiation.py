"""Formats in and out (RFC 9110, 8.3 and 12.5.1): what a body is, and which answer the client takes."""

from collections.abc import Sequence

from .problems import Kind, ProblemError

JSON = "application/json"
CSV = "text/csv"
_UTF_8 = ("utf-8", "utf8", "us-ascii")


def body_type(header: str | None, *, accepted: Sequence[str]) -> str:
    """Read a Content-Type as one of `accepted`, the first of them when absent; others are a 415."""
    media_type, _, parameters = (header or accepted[0]).partition(";")
    charset = parameters.replace('"', "").lower().partition("charset=")[2].strip()
    name = media_type.strip().lower()
    if name not in accepted or (charset and charset not in _UTF_8):
        raise ProblemError(
            Kind.UNSUPPORTED_MEDIA_TYPE,
            f"Send the header content-type: {', or '.join(accepted)}; text in UTF-8.",
        )
    return name


def answer_type(header: str | None, *, offered: Sequence[str]) -> str:
    """Choose the offered type that Accept likes best, the first when it does not care; none is a 406."""
    wishes = [_wish(part) for part in (header or "*/*").split(",") if part.strip()]
    best = max(offered, key=lambda media_type: _quality(media_type, wishes))
    if _quality(best, wishes) <= 0.0:
        raise ProblemError(Kind.NOT_ACCEPTABLE, f"The answer can be {' or '.join(offered)}.")
    return best


def _wish(part: str) -> tuple[str, float]:
    media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        quality = float(weight)
    except ValueError:
        return media_range, 0.0
    return media_range, quality if 0.0 <= quality <= 1.0 else 0.0


def _quality(media_type: str, wishes: Sequence[tuple[str, float]]) -> float:
    """Weigh a type by the most specific range that matches, as RFC 9110 orders them."""
    kind = media_type.partition("/")[0]
    for media_range in (media_type, f"{kind}/*", "*/*"):
        weights = [quality for wished, quality in wishes if wished == media_range]
        if weights:
            return max(weights)
    return 0.0
