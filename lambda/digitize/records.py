"""What is written down of one paid call: its answer, and what was or may have been billed for it."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from http_api.usage import Usage
from job_store.objects import Objects


def paid_record(answer: Any, used: Usage) -> dict[str, Any]:
    """Build what is written down of one answer, or of a call that broke off."""
    return {
        "answer": answer,
        "units": dict(used.units),
        "unanswered": dict(used.unanswered),
        "stand_ins": list(used.stand_ins),
    }


def usage_of(record: Mapping[str, Any]) -> Usage:
    """Read back what a record says of its use."""
    return Usage(Counter(record["units"]), Counter(record["unanswered"]), dict.fromkeys(record["stand_ins"]))


def spent(objects: Objects, *, folder: str) -> Usage:
    """Add up what was used for a page that has failed."""
    used = Usage()
    for name in sorted(objects.names(folder)):
        if name.endswith(".json"):
            used.add_all(usage_of(json.loads(objects.read(name).data)))
    return used
