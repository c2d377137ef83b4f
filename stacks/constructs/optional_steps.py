"""Which steps of the committed definition an environment has, by its sections."""

from __future__ import annotations

from typing import Any

from config import Environment

TRANSFORMED = {"Get": "Steps.Transform.ProcessingOutputConfig.Outputs['curated'].S3Output.S3Uri"}


def without_unwanted_steps(definition: dict[str, Any], *, config: Environment) -> None:
    """Leave out the steps without a section, and their parameters; without Transform the raw data is read."""
    steps = {step["Name"]: step for step in definition["Steps"]}
    raw = _input(steps["Transform"], "raw")["S3Uri"]
    by_flow = steps.pop("TransformByFlow")
    if config.recipe is None:
        del steps["Transform"]
        definition["Parameters"] = [
            parameter
            for parameter in definition["Parameters"]
            if not parameter["Name"].startswith("Transform")
        ]
    elif config.recipe.engine == "data-wrangler":
        steps["Transform"] = by_flow | {"Name": "Transform"}
        definition["Parameters"] = [
            parameter
            for parameter in definition["Parameters"]
            if parameter["Name"] not in ("TransformImage", "TransformCommand")
        ]
    _read_rows_from(steps, _rows(config, raw=raw))
    if feature_group(config) is None:
        del steps["IngestFeatures"]
    if config.tracking is None:
        del steps["Track"]
    elif not config.logs_to_app:
        del steps["Track"]["Arguments"]["Environment"]["MLFLOW_TRACKING_URI"]
    definition["Steps"] = list(steps.values())


def feature_group(config: Environment) -> str | None:
    """Return the feature group that the trained model's rows go to, None where there is none."""
    return None if config.features is None else config.features.ingest


def _rows(config: Environment, *, raw: Any) -> Any:
    """Return where the next steps find the rows."""
    if config.recipe is None:
        return raw
    if config.recipe.engine == "data-wrangler":
        return {"Get": TRANSFORMED["Get"].replace("curated", "${FlowOutput}")}
    return TRANSFORMED


def _read_rows_from(steps: dict[str, dict[str, Any]], rows: Any) -> None:
    for step in steps.values():
        for item in step["Arguments"].get("ProcessingInputs", []):
            if item["S3Input"]["S3Uri"] == TRANSFORMED:
                item["S3Input"]["S3Uri"] = rows


def _input(step: dict[str, Any], name: str) -> dict[str, Any]:
    inputs = step["Arguments"]["ProcessingInputs"]
    found: dict[str, Any] = next(item["S3Input"] for item in inputs if item["InputName"] == name)
    return found
