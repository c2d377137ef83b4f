"""Chips are sold in some regions: there settings load and synthesize; elsewhere they say what there is."""

import json
from typing import Any

import pytest

from config.catalog import instance_types, nearest, regions, regions_selling
from config.instance_rules import unsold_type
from tests.config.changed import broken
from tests.config.machines import REALTIME, TEXT, settings
from tests.config.test_choice import refusals
from tests.stacks.chips import COPIES
from tests.stacks.reading import Synthesized, Template, only

CONTAINERS = {
    "p5.48xlarge": "pytorch",
    "g6.xlarge": "pytorch",
    "trn1.2xlarge": "neuronx",
    "inf2.xlarge": "neuronx",
}
CASES = [
    ("endpoint", "p5.48xlarge"),
    ("endpoint", "g6.xlarge"),
    ("endpoint", "trn1.2xlarge"),
    ("endpoint", "inf2.xlarge"),
    ("training", "p5.48xlarge"),
    ("training", "g6.xlarge"),
    ("training", "trn1.2xlarge"),
]
SINGAPORE = "ap-southeast-1"
SOLD_ALL_OVER = ("endpoint", "inf2.xlarge")
"""In every region of the catalog, Singapore too; what would be said elsewhere has a test of its own."""


def on(use: str, name: str) -> tuple[str, dict[str, Any]]:
    """Return a table's name and settings that use the type."""
    if use == "training":
        return "text_training", {"text_training": TEXT | {"accelerator": name}}
    hosting = REALTIME | {"accelerator": name, "container": CONTAINERS[name]}
    return "serving", {"serving": hosting}


@pytest.mark.parametrize(("use", "name"), CASES)
def test_where_it_is_sold_the_settings_load(use: str, name: str) -> None:
    table, changes = on(use, name)
    selling = regions_selling(f"ml.{name}", use=use)
    assert "us-west-2" in selling
    for region in selling:
        said = refusals(settings(region=region, **changes))
        assert [line for line in said if line.startswith(table)] == []
    assert refusals(settings(**changes)) == []


def machine(template: Template, *, use: str) -> str:
    """The type that a template's endpoint or its pipeline's training asks for."""
    if use == "endpoint":
        (variant,) = only(template, "AWS::SageMaker::EndpointConfig")["Properties"]["ProductionVariants"]
        return str(variant["InstanceType"])
    pipeline = only(template, "AWS::SageMaker::Pipeline")["Properties"]
    text, _ = pipeline["PipelineDefinition"]["PipelineDefinitionBody"]["Fn::Sub"]
    defaults = {one["Name"]: one["DefaultValue"] for one in json.loads(text)["Parameters"]}
    return str(defaults["TrainingInstanceType"])


@pytest.mark.parametrize(("use", "name"), CASES)
def test_where_it_is_sold_its_template_synthesizes_on_that_type_and_the_choice_is_explained(
    use: str, name: str, chips: Synthesized
) -> None:
    """In us-west-2: tests/stacks/chips.py names its models and stages for their chips."""
    chip = name.partition(".")[0]
    stage, stack = ("P5", f"Serving-{chip}") if use == "endpoint" else (chip.capitalize(), "TextTraining")
    assert machine(chips.templates[f"{stage}-{stack}"], use=use) == f"ml.{name}"
    table = f"models.{chip}.serving" if use == "endpoint" else "text_training"
    said = [line for line in chips.said(f"{stage}-{stack}") if line.startswith(f"{table}: ")]
    assert [line.startswith(f"{table}: ml.{name}. It has ") for line in said] == [True]


@pytest.mark.parametrize(("use", "name"), [case for case in CASES if case != SOLD_ALL_OVER])
def test_where_it_is_not_sold_it_is_refused_with_what_is_and_where_it_is(use: str, name: str) -> None:
    table, changes = on(use, name)
    (line,) = refusals(settings(region=SINGAPORE, **changes))
    said, instead, elsewhere = line.split("; ")
    assert said == f"{table}.accelerator: {SINGAPORE} does not sell ml.{name} for {use} use"
    assert (
        instead.startswith("it does sell ml.") or instead == "it sells nothing with a Neuron device for that"
    )
    assert elsewhere.startswith(f"ml.{name} is sold in ")
    named = elsewhere.removeprefix(f"ml.{name} is sold in ").split(", ")
    assert (
        named
        == [place for place in nearest(SINGAPORE) if place in regions_selling(f"ml.{name}", use=use)][:4]
    )


def test_a_region_without_inferentia2_would_name_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """No region of the catalog is without its endpoints, so one is made up: Singapore, had it none."""
    use, name = SOLD_ALL_OVER
    assert set(regions_selling(f"ml.{name}", use=use)) == set(regions())
    rules = "config.instance_rules"
    kept = frozenset(sold for sold in instance_types(use=use, region=SINGAPORE) if "inf2" not in sold)
    monkeypatch.setattr(f"{rules}.instance_types", lambda **_: kept)
    monkeypatch.setattr(f"{rules}.machines", lambda **_: ())
    monkeypatch.setattr(f"{rules}.regions_selling", lambda *_, **__: ("us-west-2", "ap-northeast-1"))
    assert list(unsold_type("serving.accelerator", f"ml.{name}", use=use, region=SINGAPORE)) == [
        (
            f"serving.accelerator: {SINGAPORE} does not sell ml.{name} for endpoint use; it sells "
            f"nothing with a Neuron device for that; ml.{name} is sold in ap-northeast-1, us-west-2"
        )
    ]


def test_nobody_trains_on_inferentia() -> None:
    (line,) = refusals(settings(text_training=TEXT | {"accelerator": "inf2.xlarge"}))
    assert line.endswith("; no region of config/catalogs sells it for training use")
    assert "it does sell ml.trn1.2xlarge" in line


def test_what_instances_of_a_type_are_named_instead_is_near_it() -> None:
    """A p5 has 640 GB on 8 GPUs, a g6.xlarge 24 GB on one: Singapore's p4d, and its g5, come nearest."""
    for name, near in (("p5.48xlarge", "ml.p4d.24xlarge"), ("g6.xlarge", "ml.g5.xlarge")):
        _, changes = on("endpoint", name)
        (line,) = refusals(settings(region=SINGAPORE, **changes))
        assert f"it does sell {near}, " in line


@pytest.mark.parametrize("name", [name for name in CONTAINERS if ("endpoint", name) != SOLD_ALL_OVER])
def test_sagemakers_own_name_of_it_is_refused_as_well(name: str) -> None:
    copies = COPIES | {"mode": "component", "accelerators": 1, "container": CONTAINERS[name]}
    serving = copies | {"instance_type": f"ml.{name}"}
    lines = broken("modes", region=SINGAPORE, models__component__serving=serving)
    (line,) = (one for one in lines if one.startswith("models.component.serving.instance_type: "))
    assert f"{SINGAPORE} does not sell ml.{name} for endpoint use" in line


def test_singapore_sells_inferentia2_for_endpoints() -> None:
    """The price list says so; for training nobody sells it."""
    copies = COPIES | {"mode": "component", "accelerators": 1, "container": "neuronx"}
    serving = copies | {"instance_type": "ml.inf2.xlarge"}
    lines = broken("modes", region=SINGAPORE, models__component__serving=serving)
    assert not [line for line in lines if "does not sell" in line]
