"""Quotas as `aws service-quotas list-service-quotas` prints them: of a file, or of the cached answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from cli.quotas.value import Origin, Table, Value
from config.quotas import Quota


class Row(BaseModel):
    """One quota; other keys of AWS's answer are left aside."""

    model_config = ConfigDict(frozen=True)

    service: str = Field(alias="ServiceCode")
    name: str = Field(alias="QuotaName")
    code: str = Field(alias="QuotaCode")
    value: float = Field(alias="Value")


class _File(BaseModel):
    rows: tuple[Row, ...] = Field(alias="Quotas")


class Listed:
    """Values applied to an account, and beside them AWS's own defaults; the table for what neither names."""

    def __init__(self, *, applied: tuple[Row, ...], defaults: tuple[Row, ...], read: date) -> None:
        self._applied = {(row.service, row.name): row for row in applied}
        self._defaults = {(row.service, row.name): row for row in defaults}
        self._read = read

    def value(self, quota: Quota) -> Value:
        """Look it up by name: codes that circulate are often wrong."""
        key = (quota.service_code, quota.name)
        for origin, rows in ((Origin.APPLIED, self._applied), (Origin.DEFAULT, self._defaults)):
            if row := rows.get(key):
                return Value(amount=row.value, origin=origin, code=row.code, read=self._read)
        return Table().value(quota)


def of_file(path: Path) -> Listed:
    """Read AWS's answer, of one service or of several put together, from a file."""
    rows = _File.model_validate_json(path.read_text(encoding="utf-8")).rows
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return Listed(applied=rows, defaults=(), read=written.date())
