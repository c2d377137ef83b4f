"""The store of a drift run in memory."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from drift_run.settings import Settings

SETTINGS = Settings(
    environment="dev",
    entry="/lab2api/dev/models/breast-cancer",
    bucket="curated",
    variant="AllTraffic",
    window_hours=2,
)
ENTRY = {
    "mode": "realtime",
    "version": "7",
    "card": "s3://artifacts/evaluations/breast-cancer/x/card.json",
    "endpoint": "dev-breast-cancer",
}


@dataclass
class MemoryStore:
    """Objects by bucket and key; `asked` are the prefixes that were listed."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    value: dict[str, Any] = field(default_factory=lambda: dict(ENTRY))
    changed: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    asked: list[str] = field(default_factory=list)

    def entry(self) -> str:
        return json.dumps(self.value)

    def since(self) -> datetime:
        return self.changed

    def keys(self, prefix: str) -> list[str]:
        self.asked.append(prefix)
        return sorted(key for bucket, key in self.objects if bucket == "curated" and key.startswith(prefix))

    def read(self, bucket: str, key: str) -> bytes | None:
        return self.objects.get((bucket, key))

    def write(self, key: str, body: bytes) -> None:
        self.objects["curated", key] = body


def captured(store: MemoryStore, *hours: str) -> None:
    """One captured object in each hour, such as `2026/11/26/10`, and a version with card and reference."""
    for hour in hours:
        store.objects["curated", f"captured/dev-breast-cancer/AllTraffic/{hour}/a.jsonl"] = b"{}"
    store.objects["artifacts", "evaluations/breast-cancer/x/card.json"] = b"card"
    store.objects["artifacts", "evaluations/breast-cancer/x/reference.csv"] = b"rows"
