"""What a model's pods promise: they fetch before they serve, they are nobody, and they lose no request."""

from typing import Any

import pytest

from stacks.manifests.deployment import DRAIN_SECONDS, GIVE_UP_SECONDS, GRACE_SECONDS
from stacks.manifests.devices import Devices
from stacks.manifests.manifest import Manifest
from tests.stacks.manifests.built import SUBNETS, TARGETS, model, of_kind

OURS = model()
ON_A_GPU = model(devices=Devices.some("g6.xlarge", count=1), ours=False)


def pod_of(manifests: list[Manifest]) -> dict[str, Any]:
    return dict(of_kind(manifests, "Deployment")["spec"]["template"]["spec"])


def containers(manifests: list[Manifest]) -> list[dict[str, Any]]:
    pod = pod_of(manifests)
    return [*pod["initContainers"], *pod["containers"]]


def test_a_namespace_comes_first_and_pods_last_but_for_their_scaling() -> None:
    kinds = [one["kind"] for one in OURS]
    assert kinds[:2] == ["Namespace", "ServiceAccount"]
    assert kinds[-2:] == ["Deployment", "HorizontalPodAutoscaler"]
    assert {one["metadata"].get("namespace", "model-reviews") for one in OURS} == {"model-reviews"}


@pytest.mark.parametrize("container", containers(OURS), ids=lambda one: one["name"])
def test_our_containers_may_do_nothing(container: dict[str, Any]) -> None:
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    security = pod_of(OURS)["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert (
        of_kind(OURS, "Namespace")["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    )


def test_only_awss_server_is_root_and_only_in_itself() -> None:
    fetch, serve = containers(ON_A_GPU)
    assert fetch["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert serve["securityContext"]["runAsUser"] == 0
    assert serve["securityContext"]["allowPrivilegeEscalation"] is False
    labels = of_kind(ON_A_GPU, "Namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "baseline"


@pytest.mark.parametrize("container", [*containers(OURS), *containers(ON_A_GPU)], ids=lambda one: one["name"])
def test_what_is_asked_for_is_the_limit(container: dict[str, Any]) -> None:
    assert container["resources"]["requests"] == container["resources"]["limits"]
    assert {"cpu", "memory"} <= set(container["resources"]["limits"])


def test_a_pod_gets_its_devices_on_the_machine_that_has_them() -> None:
    pod = pod_of(ON_A_GPU)
    assert pod["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert pod["nodeSelector"] == {"node.kubernetes.io/instance-type": "g6.xlarge"}
    assert [one["key"] for one in pod["tolerations"]] == ["nvidia.com/gpu"]
    assert "nodeSelector" not in pod_of(OURS)


def test_the_server_sees_the_model_and_cannot_change_it() -> None:
    fetch, serve = containers(OURS)
    assert fetch["env"] == [{"name": "LAB2API_MODEL_DATA_URL", "value": "s3://bucket/model.tar.gz"}]
    assert {"name": "model", "mountPath": "/opt/ml/model"} in fetch["volumeMounts"]
    assert {"name": "model", "mountPath": "/opt/ml/model", "readOnly": True} in serve["volumeMounts"]


def test_a_pod_that_must_go_first_hears_no_new_request_then_answers_the_old() -> None:
    pod = pod_of(OURS)
    serve = pod["containers"][0]
    assert serve["lifecycle"] == {"preStop": {"sleep": {"seconds": DRAIN_SECONDS}}}
    assert pod["terminationGracePeriodSeconds"] == GRACE_SECONDS > DRAIN_SECONDS
    assert {
        serve[probe]["httpGet"]["path"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")
    } == {"/ping"}


def test_the_startup_has_less_time_than_the_deployment() -> None:
    probe = pod_of(OURS)["containers"][0]["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] < GIVE_UP_SECONDS


def test_applying_again_does_not_take_pods_back_from_the_autoscaler() -> None:
    assert "replicas" not in of_kind(OURS, "Deployment")["spec"]
    scaler = of_kind(OURS, "HorizontalPodAutoscaler")["spec"]
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (2, 6)
    assert scaler["metrics"][0]["containerResource"]["container"] == "serve"


def test_a_new_version_is_there_before_the_old_one_goes() -> None:
    assert of_kind(OURS, "Deployment")["spec"]["strategy"]["rollingUpdate"] == {
        "maxSurge": 1,
        "maxUnavailable": 0,
    }
    assert of_kind(OURS, "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1


def test_every_selector_finds_the_pods() -> None:
    labels = of_kind(OURS, "Deployment")["spec"]["template"]["metadata"]["labels"]
    selectors = [
        of_kind(OURS, "Deployment")["spec"]["selector"]["matchLabels"],
        of_kind(OURS, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        of_kind(OURS, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        of_kind(OURS, "Service")["spec"]["selector"],
        *(spread["labelSelector"]["matchLabels"] for spread in pod_of(OURS)["topologySpreadConstraints"]),
    ]
    assert selectors == [labels] * 6


def test_only_the_load_balancers_subnets_come_in_and_pods_reach_no_other_port() -> None:
    policy = of_kind(OURS, "NetworkPolicy")["spec"]
    (rule,) = policy["ingress"]
    assert [one["ipBlock"]["cidr"] for one in rule["from"]] == list(SUBNETS)
    assert [port["port"] for port in rule["ports"]] == [8080]
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == {53, 80, 443}


def test_pods_are_targets_by_address() -> None:
    binding = of_kind(OURS, "TargetGroupBinding")
    port = of_kind(OURS, "Service")["spec"]["ports"][0]["port"]
    assert binding["spec"] == {
        "serviceRef": {"name": "reviews", "port": port},
        "targetGroupARN": TARGETS,
        "targetType": "ip",
    }
