"""Freeze a student: the role may start nothing more and the API key opens nothing. Both come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from class_ledger.items import items_below
from class_ledger.lease import Lease
from class_ledger.leases import HELD

MOST_PAGES = 20
"""Of ListEntitiesForPolicy, 1,000 roles each."""
_GONE = ("NoSuchEntity", "NotFoundException")
"""What IAM and API Gateway answer of a role and a key that are no more: they open nothing."""


class Freezer:
    """`table` remembers of whom both are done: a run in which one failed is made good by the next.

    `policy` is empty where students share one role: then the key alone is disabled, and the guard stops what
    is started at each run.
    """

    def __init__(self, *, iam: Any, apigateway: Any, table: Any, policy: str) -> None:
        self._iam, self._apigateway, self._table, self._policy = iam, apigateway, table, policy

    def held(self, class_name: str) -> set[str]:
        """Return the slugs of those who are held."""
        return {item["Item"].removeprefix(HELD) for item in items_below(self._table, class_name, HELD)}

    def attached(self) -> set[str]:
        """Return the roles that have the policy, whoever attached it: AWS Budgets does so by itself.

        Fails where the policy itself is gone: then nobody can be frozen.
        """
        found: set[str] = set()
        if not self._policy:
            return found
        asked: dict[str, Any] = {"PolicyArn": self._policy, "EntityFilter": "Role", "MaxItems": 1000}
        for _ in range(MOST_PAGES):
            page = self._iam.list_entities_for_policy(**asked)
            found |= {role["RoleName"] for role in page["PolicyRoles"]}
            if not page.get("IsTruncated"):
                return found
            asked["Marker"] = page["Marker"]
        raise TimeoutError(f"ListEntitiesForPolicy: more than {MOST_PAGES} pages")

    def hold(self, lease: Lease) -> None:
        """Disable the key and attach the policy, the one even where the other fails; twice does no harm.

        A role or a key that is gone is held for good. Who gets new ones is held anew (Leases.hold_again).
        """
        try:
            self._set_key(lease, enabled=False)
        finally:
            if self._policy:
                self._attach(lease)
        self._table.put_item(Item=_key(lease))

    def release(self, lease: Lease) -> None:
        """Give both back; a policy that is not attached is fine: the first hold may have failed."""
        if self._policy:
            self._detach(lease)
        self._set_key(lease, enabled=True)
        self._table.delete_item(Key=_key(lease))

    def _attach(self, lease: Lease) -> None:
        with _unless_gone():
            self._iam.attach_role_policy(RoleName=lease.sandbox, PolicyArn=self._policy)

    def _detach(self, lease: Lease) -> None:
        with _unless_gone():
            self._iam.detach_role_policy(RoleName=lease.sandbox, PolicyArn=self._policy)

    def _set_key(self, lease: Lease, *, enabled: bool) -> None:
        value = "true" if enabled else "false"
        patch = {"op": "replace", "path": "/enabled", "value": value}
        with _unless_gone():
            self._apigateway.update_api_key(apiKey=lease.api_key_id, patchOperations=[patch])


@contextmanager
def _unless_gone() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise


def _key(lease: Lease) -> dict[str, str]:
    return {"Class": lease.class_name, "Item": f"{HELD}{lease.slug}"}
