"""A cluster that only its VPC reaches, manifests that an API server takes, models that the API finds."""

import json
from typing import Any

import pytest

from tests.stacks.chips import ADMINISTRATOR
from tests.stacks.manifests.validating import refused
from tests.stacks.reading import Synthesized, Template, as_list, each, identity_statements, only

REGION = "us-west-2"
CPU, GPU = "Accelerated-Serving-reviews-kubernetes", "Accelerated-Serving-reviews-eks"
LARGER = "P5-Serving-pods"
CLUSTERS = {"Accelerated-Kubernetes": (CPU, GPU), "P5-Kubernetes": (LARGER,)}


@pytest.fixture(scope="module")
def stacks(templates: dict[str, Template], chips: Synthesized) -> dict[str, Template]:
    return templates | chips.templates


@pytest.fixture(scope="module", params=CLUSTERS)
def kubernetes(stacks: dict[str, Template], request: pytest.FixtureRequest) -> Template:
    return stacks[request.param]


def filled(value: Any, **known: str) -> str:
    """Return a joined text with a word for what only a deploy knows."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        return "".join(filled(part, **known) for part in value["Fn::Join"][1])
    return known.get(value.get("Ref", ""), "deployed")


def objects(template: Template) -> list[dict[str, Any]]:
    """Every object that a stack has applied, as `path` and `manifest`."""
    applied = each({"": template}, "Custom::KubernetesManifests")
    return [one for _, r in applied for one in json.loads(filled(r["Properties"]["Objects"], ModelName="m"))]


def test_only_the_vpc_reaches_the_cluster_and_everything_it_does_is_logged(kubernetes: Template) -> None:
    cluster = only(kubernetes, "AWS::EKS::Cluster")["Properties"]
    access = cluster["ResourcesVpcConfig"]
    assert (access["EndpointPublicAccess"], access["EndpointPrivateAccess"]) == (False, True)
    kinds = {one["Type"] for one in cluster["Logging"]["ClusterLogging"]["EnabledTypes"]}
    assert kinds == {"api", "audit", "authenticator", "controllerManager", "scheduler"}
    names = [g["Properties"].get("LogGroupName") for _, g in each({"": kubernetes}, "AWS::Logs::LogGroup")]
    assert f"/aws/eks/{cluster['Name']}/cluster" in names
    assert cluster["EncryptionConfig"][0]["Resources"] == ["secrets"]
    assert "Key961B73FD" in str(cluster["EncryptionConfig"])


def test_auto_mode_is_on_in_all_three_parts(kubernetes: Template) -> None:
    cluster = only(kubernetes, "AWS::EKS::Cluster")["Properties"]
    assert cluster["ComputeConfig"]["Enabled"] is True
    assert cluster["StorageConfig"]["BlockStorage"] == {"Enabled": True}
    assert cluster["KubernetesNetworkConfig"]["ElasticLoadBalancing"] == {"Enabled": True}
    assert cluster["BootstrapSelfManagedAddons"] is False


@pytest.mark.parametrize(
    ("cluster", "named"), [("Accelerated-Kubernetes", []), ("P5-Kubernetes", [ADMINISTRATOR])]
)
def test_who_may_come_is_an_access_entry_and_whoever_deploys_is_not(
    cluster: str, named: list[str], stacks: dict[str, Template]
) -> None:
    template = stacks[cluster]
    access = only(template, "AWS::EKS::Cluster")["Properties"]["AccessConfig"]
    assert access == {"AuthenticationMode": "API", "BootstrapClusterCreatorAdminPermissions": False}
    entries = [e["Properties"]["PrincipalArn"] for _, e in each({"": template}, "AWS::EKS::AccessEntry")]
    *people, ours = entries
    assert people == named
    assert "ApplierFunctionRole" in str(ours)


def actions_of(template: Template, path: str) -> set[str]:
    found = {
        action
        for where, statement in identity_statements({"": template})
        if where.strip("/").startswith(path)
        for action in as_list(statement["Action"])
    }
    assert found, path
    return found


def test_a_machine_pulls_images_and_lends_roles_to_its_pods_and_no_more(kubernetes: Template) -> None:
    assert actions_of(kubernetes, "ClusterNodeRole") == {
        "eks-auth:AssumeRoleForPodIdentity",
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
    }


def test_who_applies_manifests_calls_nothing_of_aws(kubernetes: Template) -> None:
    services = {action.partition(":")[0] for action in actions_of(kubernetes, "ApplierFunctionRole")}
    assert services == {"ec2", "kms", "logs", "xray"}  # Lambda's own: network interfaces, variables, lines
    function = only(kubernetes, "AWS::Lambda::Function")["Properties"]
    assert function["VpcConfig"]["SubnetIds"]
    assert function["Runtime"].startswith("python3.")


def test_nothing_is_applied_before_its_function_is_let_in(kubernetes: Template) -> None:
    for where, applied in each({"": kubernetes}, "Custom::KubernetesManifests"):
        needed = {kubernetes["Resources"][one]["Type"] for one in applied["DependsOn"]}
        assert {
            "AWS::EKS::AccessEntry",
            "AWS::EC2::SecurityGroupIngress",
            "AWS::IAM::ManagedPolicy",
        } <= needed, where


@pytest.mark.parametrize(("cluster", "pools"), [("Accelerated-Kubernetes", 2), ("P5-Kubernetes", 2)])
def test_an_api_server_takes_everything_that_is_applied(
    cluster: str, pools: int, stacks: dict[str, Template]
) -> None:
    models = CLUSTERS[cluster]
    applied = [one for name in (cluster, *models) for one in objects(stacks[name])]
    assert len(applied) == 2 + pools + 2 + 8 * len(models)
    for one in applied:
        assert refused(one["manifest"]) == [], one["path"]
        assert one["path"].endswith(f"/{one['manifest']['metadata']['name']}")


def test_there_is_a_pool_for_each_type_that_somebody_asks_for(stacks: dict[str, Template]) -> None:
    pools = {
        one["manifest"]["metadata"]["name"]: one["manifest"]["spec"]["limits"]
        for cluster in CLUSTERS
        for one in objects(stacks[cluster])
        if one["manifest"]["kind"] == "NodePool"
    }
    assert pools == {
        "g6-xlarge": {"cpu": "12", "nvidia.com/gpu": "3"},
        "g6e-xlarge": {"cpu": "16", "nvidia.com/gpu": "4"},
        "p5-48xlarge": {"cpu": "384", "nvidia.com/gpu": "16"},
    }


def test_the_disks_of_machines_have_the_environments_key(kubernetes: Template) -> None:
    role = [s for _, s in identity_statements({"": kubernetes}) if "kms:CreateGrant" in as_list(s["Action"])]
    assert [s["Condition"] for s in role] == [{"Bool": {"kms:GrantIsForAWSResource": "true"}}]
    assert "Key961B73FD" in str(only_base(kubernetes)["Properties"]["Objects"])


def only_base(kubernetes: Template) -> dict[str, Any]:
    (found,) = (
        r
        for _, r in each({"": kubernetes}, "Custom::KubernetesManifests")
        if r["Properties"]["Name"] == "base"
    )
    return dict(found)


def test_training_is_written_down_and_not_started(kubernetes: Template) -> None:
    assert "Job" not in {one["manifest"]["kind"] for one in objects(kubernetes)}
    parameter = only(kubernetes, "AWS::SSM::Parameter")["Properties"]
    text = filled(parameter["Value"])
    assert len(text) < 8_192, "SSM, advanced parameters"
    items = json.loads(text)["items"]
    assert [item["kind"] for item in items] == ["Service", "NetworkPolicy", "Job"]
    assert [refused(item) for item in items] == [[], [], []]


@pytest.mark.parametrize("stack", [CPU, GPU])
def test_the_api_finds_a_model_once_its_pods_are_ready(stack: str, stacks: dict[str, Template]) -> None:
    entry = only(stacks[stack], "AWS::SSM::Parameter")
    told = json.loads(filled(entry["Properties"]["Value"], ModelName="m"))
    assert (told["mode"], told["url"]) == ("eks", "https://models.example.com/models/m")
    assert "Pods" in entry["DependsOn"]


@pytest.mark.parametrize("stack", [GPU, LARGER])
def test_accelerators_are_served_by_awss_container_by_version(
    stack: str, stacks: dict[str, Template]
) -> None:
    pod = next(o["manifest"] for o in objects(stacks[stack]) if o["manifest"]["kind"] == "Deployment")
    address = pod["spec"]["template"]["spec"]["containers"][0]["image"]
    assert f".dkr.ecr.{REGION}.amazonaws.com/pytorch-inference:" in address
    assert not address.endswith(":latest")


def test_a_pods_role_reads_its_model_and_is_no_other_pods(stacks: dict[str, Template]) -> None:
    template = stacks[CPU]
    assert actions_of(template, "Role") == {"s3:GetObject", "kms:Decrypt"}
    identity = only(template, "AWS::EKS::PodIdentityAssociation")["Properties"]
    account = next(o["manifest"] for o in objects(template) if o["manifest"]["kind"] == "ServiceAccount")
    assert filled(identity["Namespace"], ModelName="m") == account["metadata"]["namespace"] == "model-m"
    assert filled(identity["ServiceAccount"], ModelName="m") == account["metadata"]["name"]
    trust = only(template, "AWS::IAM::Role")["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert trust["Action"] == ["sts:AssumeRole", "sts:TagSession"]


def test_eks_may_register_targets_and_the_load_balancer_may_ask_them(stacks: dict[str, Template]) -> None:
    name = only(stacks["Accelerated-Kubernetes"], "AWS::EKS::Cluster")["Properties"]["Name"]
    targets = only(stacks[CPU], "AWS::ElasticLoadBalancingV2::TargetGroup")["Properties"]
    assert {"Key": "eks:eks-cluster-name", "Value": name} in targets["Tags"]
    rules = [
        r["Properties"]
        for _, r in each({"": stacks["Accelerated-Kubernetes"]}, "AWS::EC2::SecurityGroupIngress")
    ]
    assert {(rule["FromPort"], rule["ToPort"]) for rule in rules} == {(443, 443), (8080, 8080)}


def test_the_network_has_what_machines_and_the_function_need(stacks: dict[str, Template]) -> None:
    endpoints = [
        e["Properties"] for _, e in each({"": stacks["Accelerated-Network"]}, "AWS::EC2::VPCEndpoint")
    ]
    names = {str(one["ServiceName"]).rpartition(f"{REGION}.")[2] for one in endpoints}
    assert {"ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts"} <= names
    answered = "arn:aws:s3:::cloudformation-custom-resource-response-uswest2/*"
    assert answered in json.dumps(endpoints).replace('", {"Ref": "AWS::Partition"}, "', "aws")
