"""How often each API key of a usage plan was used, by day: GetUsage, which the emulator lacks.

https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html
"""

import json
import re
import threading
from collections import Counter
from datetime import date, timedelta
from typing import Any

from ministack.services import apigateway_v1 as emulated

from local import clock

Day = str
_PATH = re.compile(r"/usageplans/(?P<plan>[^/]+)/usage")
_lock = threading.Lock()
_used: Counter[tuple[str, str, Day]] = Counter()
"""By plan, key and day in UTC. A request that the key's quota refused is not counted."""


def install() -> None:
    """Count what passes the quota, and answer GetUsage."""
    check, handle = emulated._check_quota, emulated.handle_request  # noqa: SLF001

    def count(key: Any, api_id: str, stage: str) -> Any:
        refused = check(key, api_id, stage)
        if key is not None and refused is None:
            for plan, _, _ in emulated._usage_plans_for_key(key["id"], api_id, stage):  # noqa: SLF001
                with _lock:
                    _used[plan, key["id"], clock.today().date().isoformat()] += 1
        return refused

    async def answer(method: str, path: str, headers: Any, body: bytes, query: dict[str, Any]) -> Any:
        if method == "GET" and (asked := _PATH.fullmatch(path)):
            return usage(asked["plan"], query)
        return await handle(method, path, headers, body, query)

    emulated._check_quota = count  # noqa: SLF001
    emulated.handle_request = answer


def usage(plan_id: str, query: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Return the used and remaining requests of each day asked for, by key; a plan without quota has none."""
    plan = emulated._usage_plans.get(plan_id)  # noqa: SLF001
    if plan is None:
        refused: tuple[int, dict[str, str], bytes] = emulated._v1_error(  # noqa: SLF001
            "NotFoundException", "Invalid Usage Plan identifier specified", 404
        )
        return refused
    begin, end, only = (_first(query, name) for name in ("startDate", "endDate", "keyId"))
    days = _days(begin, end)
    limit = int((plan.get("quota") or {}).get("limit") or 0)
    keys = [key for key in emulated._usage_plan_keys.get(plan_id, {}) if only in ("", key)]  # noqa: SLF001
    with _lock:
        counted = {key: [_used[plan_id, key, day] for day in days] for key in keys}
    values = {
        key: [[used, max(limit - used, 0)] for used in counts]
        for key, counts in counted.items()
        if sum(counts)
    }
    answer = {"usagePlanId": plan_id, "startDate": begin, "endDate": end, "values": values}
    return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


def _days(begin: str, end: str) -> list[Day]:
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]


def _first(query: dict[str, Any], name: str) -> str:
    found = query.get(name, "")
    return str(found[0] if isinstance(found, list) else found)
