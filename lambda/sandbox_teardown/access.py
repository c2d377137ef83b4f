"""What lets a student in, shut before the export and deleted last: the role and the API key."""

from collections.abc import Iterator
from typing import Any

from sandbox_teardown.calls import ask, every
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing

PAGE = {"asked": "Marker", "answered": "Marker"}
KEYS = {"asked": "position", "answered": "position"}


class Access:
    """`iam` and `apigateway` are boto3 clients; `key_id` is the lease's, "" without a lease."""

    def __init__(self, *, iam: Any, apigateway: Any, sandbox: Sandbox, key_id: str) -> None:
        self._iam, self._apigateway = iam, apigateway
        self._sandbox, self._key_id = sandbox, key_id

    def shut(self, deny_policy: str | None) -> None:
        """Deny the role everything, in sessions that run too, and disable the key; None spares the role."""
        if deny_policy and self._role():
            self._iam.attach_role_policy(RoleName=self._sandbox.name, PolicyArn=deny_policy)
        for key in self._keys():
            disabled = [{"op": "replace", "path": "/enabled", "value": "false"}]
            self._apigateway.update_api_key(apiKey=key["id"], patchOperations=disabled)

    def key(self) -> Kind:
        """Return the student's key, by the lease's id or by its name; its usage plan lets it go."""

        def left() -> Iterator[Thing]:
            for key in self._keys():
                yield Thing(name=key["name"], call={"apiKey": key["id"]})

        return Kind(
            label="API key",
            left=left,
            remove=lambda thing: ask(self._apigateway.delete_api_key, **thing.call),
        )

    def role(self) -> Kind:
        """Return the role, which goes after the policies that are attached to it and in it."""

        def left() -> Iterator[Thing]:
            if self._role():
                yield Thing(name=self._sandbox.name)

        return Kind(label="role", left=left, remove=lambda _: self._delete_role())

    def _delete_role(self) -> None:
        named = {"RoleName": self._sandbox.name}
        for one in every(self._iam.list_role_policies, "PolicyNames", **PAGE, **named):
            ask(self._iam.delete_role_policy, PolicyName=one, **named)
        attached = list(every(self._iam.list_attached_role_policies, "AttachedPolicies", **PAGE, **named))
        # What denies goes last: a role that is half wiped must not be able to do more than before.
        for policy in sorted(attached, key=lambda policy: "Deny" in policy["PolicyName"]):
            ask(self._iam.detach_role_policy, PolicyArn=policy["PolicyArn"], **named)
        ask(self._iam.delete_role, **named)

    def _role(self) -> bool:
        """Look for it in the class's path: of one that is gone IAM knows no path, and denies the question."""
        listed = every(self._iam.list_roles, "Roles", **PAGE, PathPrefix=self._sandbox.path, MaxItems=1_000)
        return any(role["RoleName"] == self._sandbox.name for role in listed)

    def _keys(self) -> Iterator[dict[str, Any]]:
        for key in every(
            self._apigateway.get_api_keys, "items", **KEYS, limit=500, nameQuery=self._sandbox.name
        ):
            if key["id"] == self._key_id or self._sandbox.owns(key["name"]):
                yield key
