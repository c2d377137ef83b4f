"""What a client can ask of a document, and which paid Textract calls answer it."""

from collections.abc import Iterable
from enum import StrEnum

from http_api.problems import invalid, printable


class Feature(StrEnum):
    """One thing to find in a document."""

    TEXT = "text"
    TABLES = "tables"
    FORMS = "forms"
    EXPENSE = "expense"


Features = frozenset[Feature]
ANALYZED = {Feature.TABLES: "TABLES", Feature.FORMS: "FORMS"}
"""`FeatureTypes` of AnalyzeDocument; its answer holds the text too."""


def parse_features(value: str | None) -> Features:
    """Read the query parameter `features`, comma separated; absent means text."""
    names = [name.strip() for name in (Feature.TEXT if value is None else value).split(",")]
    for name in names:
        if name not in list(Feature):
            raise invalid(
                "features", f"has '{printable(name)}': choose from {', '.join(Feature)}, separated by commas"
            )
    return frozenset(map(Feature, names))


def feature_types(features: Iterable[Feature]) -> list[str]:
    """Return AnalyzeDocument's feature types, in a fixed order; empty where DetectDocumentText is enough."""
    return sorted(ANALYZED[feature] for feature in features if feature in ANALYZED)


def reads_blocks(features: Features) -> bool:
    """Tell whether a call that answers with blocks is needed, beside or instead of AnalyzeExpense."""
    return bool(features - {Feature.EXPENSE})
