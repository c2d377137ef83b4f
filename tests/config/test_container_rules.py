"""What models on ECS and EKS need beside them is asked for once, whichever of the two they are on."""

from typing import Any

import pytest

from tests.config.machines import CERTIFICATE, ECS, EKS, TEXT, on_cluster
from tests.config.test_choice import refusals

TABLE = "models.reviews.serving"


@pytest.mark.parametrize("serving", [ECS, EKS])
@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"containers": None},
            f"containers: is missing, and {TABLE} needs it; add it with host_name and certificate_arn",
        ),
        (
            {"network": None, "studio": None},
            f"network: is missing, and {TABLE} runs in it; add [network], or set compute to sagemaker",
        ),
        (
            {"lifecycle": {"approval": "person"}},
            f"lifecycle: it deploys to SageMaker's endpoints, which {TABLE} is none of; remove either",
        ),
        (
            {
                "containers": {
                    "host_name": "a.example",
                    "certificate_arn": CERTIFICATE.format(region="us-east-1"),
                }
            },
            (
                "containers.certificate_arn: is of us-east-1; a load balancer takes certificates of its "
                "own region: take one of us-west-2"
            ),
        ),
        (
            {
                "containers": {
                    "host_name": "a.example",
                    "certificate_arn": CERTIFICATE.format(region="us-west-2"),
                    "kubernetes_administrators": ["arn:aws:iam::111122223333:user/an"],
                }
            },
            (
                "containers.kubernetes_administrators: arn:aws:iam::111122223333:user/an is no role "
                "(arn:aws:iam::...:role/...)"
            ),
        ),
    ],
)
def test_what_a_cluster_needs_beside_it_or_cannot_have_is_refused(
    changes: dict[str, Any], line: str, serving: dict[str, Any]
) -> None:
    assert refusals(on_cluster(serving, **changes)) == [line]


def test_two_models_without_what_both_need_are_told_once() -> None:
    values = on_cluster(EKS, containers=None, network=None, studio=None, drift=None) | {"serving": ECS}
    assert [line.partition(":")[0] for line in refusals(values)] == ["containers", "network"]


def test_the_image_of_a_cluster_is_our_own() -> None:
    said = refusals(on_cluster(EKS, image="prebuilt", autopilot=None, drift=None))
    assert f"image: {TABLE} runs our own image; set it to own" in said


def test_what_only_models_on_sagemaker_have_is_refused_where_none_is() -> None:
    """Files are transformed, and requests captured for drift, by SageMaker alone."""
    values = on_cluster(EKS) | {"serving": ECS, "batch": {"instance_type": "ml.m5.large"}}
    said = refusals(values)
    assert "batch: it transforms for models on SageMaker, and none is; remove it" in said
    assert any(line.startswith("drift: [training] model breast-cancer is hosted as ecs") for line in said)
    assert refusals(on_cluster(EKS, batch={"instance_type": "ml.m5.large"})) == []


def test_text_training_goes_beside_a_model_on_a_cluster() -> None:
    assert refusals(on_cluster(EKS, text_training=TEXT | {"accelerator": "p5.48xlarge"})) == []
