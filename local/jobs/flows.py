"""A Data Wrangler job on this machine: our own engine runs the .flow, and says that it is ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from local.jobs.errors import ClientError
from local.sagemaker.records import Record
from local.settings import Settings

REPOSITORY_NAME = "sagemaker-data-wrangler-container"
STANDS_IN = "lab2api's own engine runs this .flow in place of AWS's Data Wrangler container"


def is_flow(record: Record) -> bool:
    """Tell whether a job's image is Data Wrangler's."""
    return f"/{REPOSITORY_NAME}:" in record["AppSpecification"]["ImageUri"]


def flow_command(record: Record, *, base: Path, settings: Settings) -> list[str]:
    """Lay the flow and the data where our own step looks for them; `ClientError` if one is not there."""
    flows = sorted((base / "processing/flow").glob("*"))
    data = base / "processing/raw"
    if len(flows) != 1 or not data.is_dir():
        raise ClientError("a Data Wrangler job needs one flow in /opt/ml/processing/flow, and the input raw")
    inputs = base / "processing/input"
    (inputs / "recipe").mkdir(parents=True)
    shutil.copy(flows[0], inputs / "recipe/recipe.flow")
    (inputs / "raw").symlink_to(data, target_is_directory=True)
    (output,) = record["ProcessingOutputConfig"]["Outputs"]
    folder = base / "processing" / Path(output["S3Output"]["LocalPath"]).name
    (base / "processing/curated").symlink_to(folder, target_is_directory=True)
    script = [str(settings.python), str(settings.model_code / "transform.py")]
    return ["/bin/sh", "-c", 'echo "$0" && exec "$@"', STANDS_IN, *script]
