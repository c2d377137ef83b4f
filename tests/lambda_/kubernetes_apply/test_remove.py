"""Deleting from a cluster: refusals that pass are outlasted, others are told, and pools end side by side."""

from typing import Any

import pytest

from kubernetes_apply.core import ApplyError, Patience, RefusedError, UnreachableError, remove
from kubernetes_apply.settings import KubernetesObject


class Cluster:
    """Keeps paths; `refusals` are raised by the next deletions. Time passes with each sleep only."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals, self.calls, self.left = list(refusals), list[str](), 600.0

    def get(self, path: str) -> dict[str, Any] | None:
        self.calls.append(f"GET {path}")
        return None

    def apply(self, path: str, manifest: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError(path)

    def delete(self, path: str) -> None:
        self.calls.append(f"DELETE {path}")
        if self.refusals:
            raise self.refusals.pop(0)

    @property
    def patience(self) -> Patience:
        return Patience(seconds_left=lambda: self.left, sleep=self._pass)

    def _pass(self, seconds: float) -> None:
        self.left -= seconds


def made(kind: str, name: str) -> KubernetesObject:
    return KubernetesObject(path=f"/apis/x/{name}", manifest={"kind": kind, "metadata": {"name": name}})


POOLS = [made("NodeClass", "class"), made("NodePool", "one"), made("NodePool", "two")]


def test_a_deletion_that_is_refused_for_now_is_tried_again() -> None:
    cluster = Cluster(RefusedError(401, "new"), RefusedError(429, "busy"), UnreachableError("reset"))
    remove([made("Service", "s")], server=cluster, patience=cluster.patience)
    assert cluster.calls == ["DELETE /apis/x/s"] * 4 + ["GET /apis/x/s"]


@pytest.mark.parametrize(("status", "calls"), [(422, 1), (503, 37)], ids=["lasting", "passing"])
def test_a_deletion_that_stays_refused_ends_with_the_objects_name(status: int, calls: int) -> None:
    cluster = Cluster(*[RefusedError(status, "no")] * 1_000)
    with pytest.raises(ApplyError, match=f"Service s: {status}: no"):
        remove([made("Service", "s")], server=cluster, patience=cluster.patience)
    assert abs(len(cluster.calls) - calls) <= 1


def test_all_pools_are_asked_to_end_before_any_is_waited_for_and_their_class_after() -> None:
    cluster = Cluster()
    remove(POOLS, server=cluster, patience=cluster.patience)
    verbs = [("DELETE", "two"), ("DELETE", "one"), ("GET", "two"), ("GET", "one")]
    assert cluster.calls == [
        f"{verb} /apis/x/{name}" for verb, name in (*verbs, ("DELETE", "class"), ("GET", "class"))
    ]
