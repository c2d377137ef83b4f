"""Write tracking_regions.json again: `python -m config.catalogs.refresh_tracking`, then review the diff.

Source: cfn-lint's copy of CloudFormation's registry, one list of resource types a region.
"""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from config.catalogs.refresh import REGIONS

TYPE = "AWS::SageMaker::MlflowApp"
READ_ON = "2026-11-26"
TARGET = Path(__file__).with_name("tracking_regions.json")


def _has(region: str, resource_type: str) -> bool:
    types = json.loads((files("cfnlint.data.schemas.providers") / f"{region}.json").read_text())
    return resource_type in types


def catalog() -> dict[str, object]:
    """Return the catalog: of the regions that instance_types.json has, those with the type."""
    schemas = json.loads((files("cfnlint.data.schemas") / "version.json").read_text())
    read_from = f"CloudFormation registry of {schemas['schema_date'][:10]}"
    return {
        "read_on": READ_ON,
        "source": f"{read_from} in cfn-lint {version('cfn-lint')}",
        "type": TYPE,
        "regions": [region for region in REGIONS if _has(region, TYPE)],
    }


def render() -> str:
    """Return the file's text."""
    return json.dumps(catalog(), indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
