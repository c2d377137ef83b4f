"""Custom::KubernetesManifests applies, prunes, waits and deletes; CloudFormation is always answered."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kubernetes_apply import core, handler
from tests.lambda_.custom_resources.cloudformation import asked, context, heard
from tests.lambda_.kubernetes_apply.api_server import Cluster, api_server

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "m"}}
DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "m", "namespace": "m"}}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "m", "namespace": "m"}}
PATHS = {
    "Namespace": "/api/v1/namespaces/m",
    "Deployment": "/apis/apps/v1/namespaces/m/deployments/m",
    "Service": "/api/v1/namespaces/m/services/m",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with api_server(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def cluster(served: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    for kept in (
        served.objects,
        served.calls,
        served.headers,
        served.queries,
        served.refusals,
        served.rollout,
    ):
        kept.clear()
    for name, value in {
        "LAB2API_CLUSTER_NAME": "lab2api-dev",
        "LAB2API_CLUSTER_ENDPOINT": served.endpoint,
        "LAB2API_CLUSTER_CA": base64.b64encode(served.certificate.encode()).decode(),
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(handler.time, "sleep", lambda seconds: None)
    return served


def objects(*manifests: dict[str, Any]) -> str:
    return json.dumps([{"path": PATHS[one["kind"]], "manifest": one} for one in manifests])


def answer(
    request_type: str, now: str, *, before: str | None = None, milliseconds: int = 900_000
) -> dict[str, Any]:
    with heard() as (url, answers):
        event = asked(url, request_type, Name="reviews", Objects=now)
        if before is not None:
            event["OldResourceProperties"] = {"Name": "reviews", "Objects": before}
        handler.handle(event, context(milliseconds=milliseconds))
    (one,) = answers
    return one


def test_objects_are_applied_in_their_order_and_waited_for(cluster: Cluster) -> None:
    answered = answer("Create", objects(NAMESPACE, DEPLOYMENT))
    assert (answered["Status"], answered["PhysicalResourceId"]) == ("SUCCESS", "kubernetes-reviews")
    namespace, deployment = PATHS["Namespace"], PATHS["Deployment"]
    assert cluster.calls == [f"PATCH {namespace}", f"PATCH {deployment}", f"GET {deployment}"]
    assert cluster.headers[0]["Content-Type"] == "application/apply-patch+yaml"
    assert parse_qs(cluster.queries[0]) == {
        "fieldManager": ["lab2api"],
        "force": ["true"],
        "fieldValidation": ["Strict"],
    }


def test_the_token_is_a_signed_question_of_this_cluster_to_sts(cluster: Cluster) -> None:
    answer("Create", objects(NAMESPACE))
    kind, _, token = cluster.headers[0]["Authorization"].partition(" ")
    assert kind == "Bearer"
    encoded = token.removeprefix("k8s-aws-v1.")
    url = urlsplit(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
    query = parse_qs(url.query)
    assert (url.scheme, url.netloc) == ("https", "sts.us-west-2.amazonaws.com")
    assert query["Action"] == ["GetCallerIdentity"]
    assert query["X-Amz-SignedHeaders"] == ["host;x-k8s-aws-id"]
    assert int(query["X-Amz-Expires"][0]) <= 60


def test_what_is_new_to_the_cluster_is_tried_again(cluster: Cluster) -> None:
    cluster.refusals.extend([401, 403, 404, 503])
    assert answer("Create", objects(NAMESPACE))["Status"] == "SUCCESS"
    assert len(cluster.calls) == 5


def test_a_wrong_field_fails_at_once_with_the_servers_words(cluster: Cluster) -> None:
    cluster.refusals.append(422)
    answered = answer("Create", objects(NAMESPACE))
    assert answered["Status"] == "FAILED"
    assert answered["Reason"] == "Namespace m: 422: refused with 422"
    assert len(cluster.calls) == 1


def test_a_refusal_that_stays_ends_in_time(cluster: Cluster) -> None:
    cluster.refusals.extend([403] * 10)
    answered = answer("Create", objects(NAMESPACE), milliseconds=22_000)
    assert answered["Reason"] == "Namespace m: 403: refused with 403"


def test_a_deployment_that_gives_up_fails_the_deploy(cluster: Cluster) -> None:
    reason = {"type": "Progressing", "reason": "ProgressDeadlineExceeded", "message": "no node has a GPU"}
    cluster.rollout.update({"observedGeneration": 1, "conditions": [reason]})
    answered = answer("Update", objects(DEPLOYMENT))
    assert answered["Status"] == "FAILED"
    assert "ProgressDeadlineExceeded: no node has a GPU" in answered["Reason"]


@pytest.mark.parametrize(
    "status",
    [
        {"observedGeneration": 0},
        {"observedGeneration": 1, "replicas": 2, "updatedReplicas": 1, "availableReplicas": 1},
    ],
    ids=["not looked at yet", "an old pod is left"],
)
def test_a_deployment_that_is_not_done_is_waited_for(cluster: Cluster, status: dict[str, int]) -> None:
    cluster.rollout.update(status)
    answered = answer("Update", objects(DEPLOYMENT), milliseconds=24_000)
    assert answered["Reason"] == "Deployment m: is not done in the time there was"


def test_an_update_removes_what_is_no_longer_asked_for(cluster: Cluster) -> None:
    cluster.objects[PATHS["Service"]] = SERVICE
    answered = answer("Update", objects(NAMESPACE), before=objects(NAMESPACE, SERVICE))
    assert answered["Status"] == "SUCCESS"
    assert list(cluster.objects) == [PATHS["Namespace"]]


def test_deleting_goes_backwards_and_waits_for_each(cluster: Cluster) -> None:
    cluster.objects.update({PATHS["Namespace"]: NAMESPACE, PATHS["Service"]: SERVICE})
    assert answer("Delete", objects(NAMESPACE, SERVICE))["Status"] == "SUCCESS"
    assert cluster.calls == [
        f"{verb} {PATHS[kind]}" for kind in ("Service", "Namespace") for verb in ("DELETE", "GET")
    ]


def test_what_is_gone_already_is_deleted(cluster: Cluster) -> None:
    assert answer("Delete", objects(SERVICE))["Status"] == "SUCCESS"


def test_a_server_of_another_authority_is_not_spoken_to(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with api_server(tmp_path) as other:
        monkeypatch.setenv("LAB2API_CLUSTER_ENDPOINT", other.endpoint)
        answered = answer("Create", objects(NAMESPACE), milliseconds=22_000)
    assert "CERTIFICATE_VERIFY_FAILED" in answered["Reason"]
    assert other.calls == cluster.calls == []


def test_properties_that_are_none_are_answered_too(cluster: Cluster) -> None:
    answered = answer("Create", "[]{")
    assert answered["Status"] == "FAILED"
    assert cluster.calls == []


def test_what_time_changes_is_not_what_a_person_must_change() -> None:
    assert not core.PASSING & {400, 405, 422}
