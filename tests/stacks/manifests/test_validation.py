"""An API server of the cluster's version would take every manifest; the validator refuses broken ones."""

import copy
from typing import Any

import pytest

from config.containers import Containers
from stacks.manifests.manifest import Manifest, path_of
from tests.stacks.manifests.built import everything
from tests.stacks.manifests.validating import CUSTOM, VERSION, refused

MANIFESTS = everything()
KINDS = sorted({one["kind"] for one in MANIFESTS})


@pytest.mark.parametrize("one", MANIFESTS, ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_every_manifest_is_taken(one: Manifest) -> None:
    assert refused(one) == []


def test_the_clusters_version_is_the_one_validated_against() -> None:
    assert Containers.model_fields["kubernetes_version"].default == VERSION


def test_custom_kinds_are_validated_by_their_own_schemas() -> None:
    assert {kind for _, kind in CUSTOM} <= set(KINDS)


def first(kind: str) -> Manifest:
    return copy.deepcopy(next(one for one in MANIFESTS if one["kind"] == kind))


def parent(manifest: Any, path: str) -> tuple[Any, Any]:
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    for key in way:
        manifest = manifest[key]
    return manifest, last


MISSPELT = {
    "ConfigMap": "data",
    "Deployment": "spec/template/spec/containers/0/readinessProbe",
    "HorizontalPodAutoscaler": "spec/maxReplicas",
    "Job": "spec/completionMode",
    "Namespace": "metadata/labels",
    "NetworkPolicy": "spec/podSelector",
    "NodeClass": "spec/ephemeralStorage",
    "NodePool": "spec/template/spec/expireAfter",
    "PodDisruptionBudget": "spec/maxUnavailable",
    "Service": "spec/ports/0/targetPort",
    "ServiceAccount": "automountServiceAccountToken",
    "TargetGroupBinding": "spec/serviceRef",
}
WRONG_TYPE = {
    "Deployment": ("spec/template/spec/containers/0/ports/0/containerPort", "8080"),
    "HorizontalPodAutoscaler": ("spec/maxReplicas", "six"),
    "Job": ("spec/completions", "2"),
    "NodeClass": ("spec/subnetSelectorTerms", "subnet-1"),
    "NodePool": ("spec/template/spec/requirements/0/values", "g6.xlarge"),
    "NetworkPolicy": ("spec/policyTypes", "Ingress"),
    "TargetGroupBinding": ("spec/targetType", "pod"),
}
MISSING = {
    "Deployment": "spec/selector",
    "HorizontalPodAutoscaler": "spec/scaleTargetRef",
    "Job": "spec/template",
    "NodeClass": "spec/role",
    "NodePool": "spec/template/spec/nodeClassRef",
    "TargetGroupBinding": "spec/serviceRef",
}


def test_each_kind_is_tried_broken() -> None:
    assert set(MISSPELT) == set(KINDS)


@pytest.mark.parametrize("kind", MISSPELT)
def test_a_misspelt_field_is_refused(kind: str) -> None:
    broken = first(kind)
    table, key = parent(broken, MISSPELT[kind])
    # The last letter doubled: what a hand would do.
    table[f"{key}{key[-1]}"] = table.pop(key)
    assert refused(broken), kind


@pytest.mark.parametrize("kind", WRONG_TYPE)
def test_a_value_of_the_wrong_type_is_refused(kind: str) -> None:
    broken = first(kind)
    path, value = WRONG_TYPE[kind]
    table, key = parent(broken, path)
    table[key] = value
    assert any(path.replace("/", ".") in error for error in refused(broken)), refused(broken)


@pytest.mark.parametrize("kind", MISSING)
def test_a_missing_field_is_refused(kind: str) -> None:
    broken = first(kind)
    table, key = parent(broken, MISSING[kind])
    del table[key]
    assert any(key in error for error in refused(broken)), refused(broken)


def test_an_object_that_no_schema_knows_is_refused() -> None:
    assert refused({**first("Service"), "apiVersion": "v2"})


def test_paths_are_as_the_api_server_has_them() -> None:
    paths = {one["kind"]: path_of(one) for one in MANIFESTS}
    assert paths["Namespace"] == "/api/v1/namespaces/model-reviews"
    assert paths["Deployment"] == "/apis/apps/v1/namespaces/model-reviews/deployments/reviews"
    assert paths["NodeClass"] == "/apis/eks.amazonaws.com/v1/nodeclasses/lab2api"
    assert set(paths) == set(KINDS)
