"""What the local SageMaker remembers: one record a resource, by account, region, kind and name.

A record is the dictionary that a Describe call answers; members that its shape does not know stay private.
"""

import copy
import threading
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local.sagemaker.errors import ServiceError, not_found
from local.sagemaker.operations import operation

__all__ = ["Record", "Records", "ServiceError", "operation", "records"]

Record = dict[str, Any]
Listing = list[Record]
Kinds = list[tuple[str, Record]]
_Key = tuple[str, str, str, str]


class Records:
    """A thread-safe store. What goes in and out are copies: no caller changes a record by accident."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._records: dict[_Key, Record] = {}

    def create(self, kind: str, name: str, record: Record) -> Record:
        """Keep a new record, dated now; `ServiceError` if the name is taken."""
        now = datetime.now(UTC)
        with self._lock:
            if self._key(kind, name) in self._records:
                raise ServiceError(message=f'Cannot create already existing {kind} "{name}".')
            dated = {"CreationTime": now, "LastModifiedTime": now, **copy.deepcopy(record)}
            self._records[self._key(kind, name)] = dated
            return copy.deepcopy(dated)

    def get(self, kind: str, name: str) -> Record:
        """Return the record; `ServiceError` if there is none."""
        with self._lock:
            record = self._records.get(self._key(kind, name))
            if record is None:
                raise not_found(kind=kind, name=name)
            return copy.deepcopy(record)

    def find_or_none(self, kind: str, name: str) -> Record | None:
        """Return the record, or None if there is none."""
        with self._lock:
            return copy.deepcopy(self._records.get(self._key(kind, name)))

    def update(self, kind: str, name: str, **changes: Any) -> Record:
        """Change members of a record, dated now; a change to None removes the member."""
        with self._lock:
            if self._key(kind, name) not in self._records:
                raise not_found(kind=kind, name=name)
            record = self._records[self._key(kind, name)]
            record.update({"LastModifiedTime": datetime.now(UTC), **copy.deepcopy(changes)})
            for member in [member for member, value in changes.items() if value is None]:
                del record[member]
            return copy.deepcopy(record)

    def delete(self, kind: str, name: str) -> Record:
        """Forget a record and return it; `ServiceError` if there is none."""
        with self._lock:
            record = self._records.pop(self._key(kind, name), None)
            if record is None:
                raise not_found(kind=kind, name=name)
            return record

    def list(self, kind: str) -> Listing:
        """Every record of a kind in this account and region, oldest first."""
        with self._lock:
            prefix = (get_account_id(), get_region(), kind)
            return [copy.deepcopy(record) for key, record in self._records.items() if key[:3] == prefix]

    def every(self) -> Kinds:
        """Return every record of this account and region with its kind, oldest first."""
        with self._lock:
            scope = (get_account_id(), get_region())
            return [
                (key[2], copy.deepcopy(record)) for key, record in self._records.items() if key[:2] == scope
            ]

    def find(self, arn: str) -> tuple[str, str]:
        """Return the kind and name of the record with this ARN; `ServiceError` if there is none."""
        with self._lock:
            for (_, _, kind, name), record in self._records.items():
                if record.get(f"{kind}Arn") == arn:
                    return kind, name
        raise not_found(kind="resource", name=arn)

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._records.clear()

    @staticmethod
    def arn(resource: str, name: str) -> str:
        """Return the ARN, as in `arn("training-job", "x")`; names in ARNs are lower case, as on AWS."""
        return f"arn:aws:sagemaker:{get_region()}:{get_account_id()}:{resource}/{name.lower()}"

    @staticmethod
    def _key(kind: str, name: str) -> _Key:
        return get_account_id(), get_region(), kind, name


records = Records()
