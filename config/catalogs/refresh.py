"""Write instance_types.json again: `python config/catalogs/refresh.py`, then review the diff.

Sources: cfn-lint's extension data, which its authors derive from the AWS price list (types per region for
hosting, processing, transform, HyperPod clusters and EC2), and botocore's SageMaker model. The extension has
no list for training jobs and Studio apps: a region is taken to sell a type for them when the API's
TrainingInstanceType or AppInstanceType has it and the region sells it for hosting, processing or transform
(not clusters, which have P5 where nothing else does). Of EC2, what SageMaker sells anywhere and all with
accelerators are kept. Types that only capacity blocks sell (P5e) are in no price list.
"""

import json
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from botocore.session import Session

REGIONS = (
    "us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1",
    "ap-northeast-1", "ap-southeast-1", "ap-southeast-2",
)  # fmt: skip
EXTENSIONS = {
    "endpoint": "sagemaker_hosting",
    "processing": "sagemaker_processing",
    "transform": "sagemaker_transform",
    "cluster": "sagemaker_cluster",
    "ec2": "ec2_instance",
}
ACCELERATED = re.compile(r"(?!g4ad)(g[4-9]|p[4-9]|inf|trn)[a-z0-9-]*\.(?!metal)")
"""EC2 families that the catalog keeps although SageMaker may not have them."""
IN_THE_API = {"training": "TrainingInstanceType", "studio": "AppInstanceType"}
READ_ON = "2026-11-26"
TARGET = Path(__file__).with_name("instance_types.json")


def _price_list(extension: str) -> dict[str, set[str]]:
    folder = files(f"cfnlint.data.schemas.extensions.aws_{extension}")
    table = json.loads((folder / "instancetype_enum.json").read_text())
    return {region: set(table[region]["enum"]) for region in REGIONS}


def _in_the_api(shape: str) -> set[str]:
    model = Session().get_service_model("sagemaker")
    return set(model.shape_for(shape).enum)  # type: ignore[attr-defined]


def _by_family(types: set[str]) -> dict[str, str]:
    families: dict[str, list[str]] = {}
    for name in sorted(types):
        family, _, size = name.rpartition(".")
        families.setdefault(family, []).append(size)
    return {family: " ".join(sizes) for family, sizes in families.items()}


def catalog() -> dict[str, object]:
    """Return the catalog: use -> region -> family -> sizes."""
    sold = {use: _price_list(extension) for use, extension in EXTENSIONS.items()}
    machines, clusters = sold.pop("ec2"), sold.pop("cluster")
    anywhere = {region: set().union(*(table[region] for table in sold.values())) for region in REGIONS}
    for use, shape in IN_THE_API.items():
        sold[use] = {region: _in_the_api(shape) & anywhere[region] for region in REGIONS}
    sold["cluster"] = clusters
    named = {
        name.removeprefix("ml.") for table in sold.values() for names in table.values() for name in names
    }
    sold["ec2"] = {
        region: {name for name in machines[region] if name in named or ACCELERATED.match(name)}
        for region in REGIONS
    }
    return {
        "read_on": READ_ON,
        "source": (
            f"price list in cfn-lint {version('cfn-lint')}; training, studio: botocore {version('botocore')}"
        ),
        "uses": {
            use: {region: _by_family(types) for region, types in table.items()}
            for use, table in sorted(sold.items())
        },
    }


def render() -> str:
    """Return the file's text."""
    return json.dumps(catalog(), indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
