"""A machine is named once: by its type, by EC2's name, or by what is needed; and the choice is explained."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import config
from config import Environment
from config.catalog import instance_types, regions
from config.cheapest import NothingFitsError, cheapest
from config.choice import explanations
from config.demand import Demand
from config.errors import problems
from config.hardware import UnknownTypeError, facts
from config.need import Need
from config.prices import hourly
from config.room import Room
from tests.config.machines import ECS, EKS, REALTIME, TEXT, loaded, on_cluster
from tests.config.machines import settings as tables

USES = ("endpoint", "training", "transform", "ec2")
NEEDS = st.builds(
    Need,
    accelerator=st.sampled_from([None, "gpu", "neuron"]),
    gpu_memory_gib=st.none() | st.sampled_from([8.0, 16.0, 24.0, 32.0, 80.0, 192.0, 640.0, 2000.0]),
    accelerators=st.none() | st.integers(1, 16),
    vcpus=st.none() | st.integers(1, 200),
    memory_gib=st.none() | st.sampled_from([1.0, 16.0, 100.0, 1000.0]),
    efa=st.booleans(),
    max_usd_per_hour=st.none() | st.sampled_from([0.1, 0.9, 1.0, 2.0, 20.0, 100.0]),
)


def fulfils(need: Need, name: str, *, use: str, region: str, taken: int = 0) -> bool:
    """Compare the facts with the need, one condition after the other: the oracle.

    `taken` is how many devices a task, pod, job or copy gets: their memory counts, not the machine's.
    """
    try:
        has = facts(name)
    except UnknownTypeError:
        return False
    devices, price = has.accelerator, hourly(name, region=region, use=use)
    kind = need.accelerator or ("gpu" if need.gpu_memory_gib else None)
    count = devices.count if devices else 0
    memory = (taken or count) * devices.sold_as_gb if devices else 0
    return (
        taken <= count
        and has.architecture == "x86_64"
        and (devices is None or devices.name != "Inferentia")
        and (kind is None or (devices is not None and devices.kind == kind))
        and memory >= (need.gpu_memory_gib or 0)
        and count >= (need.accelerators or 0)
        and has.vcpus >= (need.vcpus or 0)
        and has.memory_gib >= (need.memory_gib or 0)
        and (has.efa or not need.efa)
        and (need.max_usd_per_hour is None or (price is not None and price.usd <= need.max_usd_per_hour))
    )


@settings(max_examples=150, deadline=None)
@given(
    need=NEEDS,
    use=st.sampled_from(USES),
    region=st.sampled_from(regions()),
    taken=st.sampled_from([0, 1, 2, 4, 8]),
)
def test_the_chosen_type_fulfils_the_need_and_no_known_price_is_lower(
    need: Need, use: str, region: str, taken: int
) -> None:
    sold = sorted(instance_types(use=use, region=region))
    fitting = [name for name in sold if fulfils(need, name, use=use, region=region, taken=taken)]
    try:
        chosen = cheapest(Demand(need=need, use=use, region=region, room=Room(accelerators=taken))).machine
    except NothingFitsError as error:
        assert fitting == []
        assert error.key in (None, "accelerator") or getattr(need, str(error.key))
        return
    assert chosen.name in fitting
    known = {name: price.usd for name in fitting if (price := hourly(name, region=region, use=use))}
    if known:
        least = min(known.values())
        alike = [name for name, usd in known.items() if usd == least]
        assert chosen.name == min(alike, key=lambda name: (facts(name).memory_gib, name))
    else:
        assert chosen.price is None


def chosen(environment: Environment, path: str) -> str:
    """Return the type of the table at `path`, such as `batch`."""
    table = getattr(environment, path)
    return str(table.accelerator if path == "batch_queue" else table.instance_type)


def test_the_same_word_means_the_type_of_sagemaker_or_of_ec2() -> None:
    assert loaded(text_training=TEXT | {"accelerator": "g6.xlarge"}).text_training == loaded(
        text_training=TEXT | {"instance_type": "ml.g6.xlarge"}
    ).text_training.model_copy(update={"accelerator": "g6.xlarge"})  # type: ignore[union-attr]
    own = Environment.model_validate(
        on_cluster(EKS | {"accelerator": "g6.xlarge", "accelerators": 1, "container": "pytorch"})
    )
    assert own.serving_of("reviews").accelerator == "g6.xlarge"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "changes", "type_"),
    [
        ("serving", {"serving": REALTIME | {"need": {"gpu_memory_gib": 24}}}, "ml.g6.xlarge"),
        ("training", {}, "ml.m5.xlarge"),
        ("text_training", {"text_training": TEXT | {"need": {"accelerator": "neuron"}}}, "ml.trn1.2xlarge"),
        ("batch", {"batch": {"need": {"vcpus": 2}}}, "ml.c6i.large"),
        (
            "batch_queue",
            {
                "batch_queue": {"need": {"gpu_memory_gib": 16}, "accelerators": 1, "memory_mb": 16_384},
                "text_training": TEXT | {"accelerator": "g6.xlarge"},
            },
            "g4dn.2xlarge",
        ),
    ],
)
def test_every_table_that_names_a_machine_takes_a_need(
    path: str, changes: dict[str, Any], type_: str
) -> None:
    """The queue's job takes 16 GiB, all that a g4dn.xlarge has; the next larger one leaves it room."""
    environment = loaded(**changes)
    found = chosen(environment, path)
    assert found == type_


def test_what_was_chosen_is_chosen_again_from_a_dump() -> None:
    environment = Environment.model_validate(
        on_cluster(
            EKS | {"need": {"accelerator": "gpu"}, "accelerators": 1, "container": "pytorch"},
            text_training=TEXT | {"need": {"gpu_memory_gib": 24}},
        )
    )
    again = Environment.model_validate(environment.model_dump())
    assert again.model_dump() == environment.model_dump()
    assert explanations(again)[0].chosen == "g6f.large"


def test_a_copy_of_a_component_has_room_on_the_chosen_machine() -> None:
    copy = {
        "mode": "component", "need": {"gpu_memory_gib": 24}, "cpus": 2, "memory_mb": 30_000,
        "accelerators": 1, "max_instances": 1, "max_copies": 1, "concurrency_per_copy": 1,
    }  # fmt: skip
    found = chosen(loaded(serving=copy, drift=None), "serving")
    assert found == "ml.g6.2xlarge"


def test_a_limit_without_a_known_price_is_not_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And without a limit the smallest is taken, and said to be of unknown price."""
    monkeypatch.setattr("config.machine.hourly", lambda name, **_: None)
    from config.machine import machines

    for cached in (machines, cheapest):
        cached.cache_clear()
    try:
        text = TEXT | {"need": {"gpu_memory_gib": 24}}
        (explained,) = explanations(loaded(text_training=text))
        assert explained.chosen == "ml.g5.xlarge"
        assert "Its price is unknown." in explained.why
        assert any("no price of any is known" in line for line in explained.why)
        refused = refusals(tables(text_training=TEXT | {"need": {"vcpus": 4, "max_usd_per_hour": 5}}))
        assert refused[0].startswith("text_training.need.max_usd_per_hour: no price of ml.")
    finally:
        for cached in (machines, cheapest):
            cached.cache_clear()


def test_types_on_credits_are_not_chosen_for_what_scales() -> None:
    scaled = {"mode": "async", "need": {"vcpus": 2}, "max_instances": 2, "backlog_per_instance": 2}
    steady = loaded(serving=scaled, drift=None, lifecycle=None)
    found = chosen(steady, "serving")
    assert found.startswith("ml.")
    assert not found.startswith(("ml.t2", "ml.t3"))


def refusals(values: dict[str, Any]) -> list[str]:
    """Return the problems of settings, none if there are none."""
    try:
        Environment.model_validate(values)
    except ValidationError as error:
        return problems(error)
    return []


G6 = {"instance_type": "ml.g6.xlarge"}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"serving": REALTIME},
            (
                'serving.instance_type: is missing; set it, or accelerator = "g6.xlarge", or need = '
                "{ gpu_memory_gib = 24 }"
            ),
        ),
        (
            {"serving": REALTIME | G6 | {"accelerator": "g6.xlarge"}},
            "serving.accelerator: instance_type says it already; keep one of the two",
        ),
        (
            {"text_training": TEXT | {"accelerator": "g6.xlarge", "need": {"vcpus": 4}}},
            "text_training.need: accelerator says it already; keep one of the two",
        ),
        (
            {"text_training": TEXT | {"accelerator": "ml.g6.xlarge"}},
            (
                'text_training.accelerator: ml.g6.xlarge is no name as EC2 writes it; write "g6.xlarge", '
                "without ml."
            ),
        ),
        (
            {"batch": {"need": {}}},
            "batch.need: is empty; say what is needed, such as gpu_memory_gib = 24",
        ),
        (
            {"batch": {"need": {"vcpu": 4}}},
            (
                "batch.need.vcpu: there is no such setting; check the spelling against the comments in the "
                "file, or remove it"
            ),
        ),
        (
            {"batch_queue": {"instance_type": "ml.g6.xlarge"}},
            'batch_queue.instance_type: EC2 has no ml. types; write accelerator = "g6.xlarge" instead',
        ),
        (
            {"serving": {"compute": "sagemaker", "instance_type": "ml.m5.large"}},
            (
                "serving.mode: is missing; take serverless, realtime, async, component, mock, or set "
                'compute to "ecs" or "eks"'
            ),
        ),
        (
            {"serving": {"mode": "ecs", "cpus": 1}},
            'serving.mode: ecs is no mode of SageMaker; write compute = "ecs" instead',
        ),
        (
            {"serving": ECS | {"mode": "realtime"}},
            'serving.mode: compute = "ecs" has no modes; remove it',
        ),
        (
            {"serving": {"compute": "k8s"}},
            'serving.compute: there is no k8s; take "sagemaker", "ecs" or "eks"',
        ),
    ],
)
def test_a_machine_or_a_place_that_is_not_named_once_is_refused(changes: dict[str, Any], line: str) -> None:
    assert refusals(tables(**changes)) == [line]


@pytest.mark.parametrize(
    ("region", "need", "line"),
    [
        (
            "us-west-2",
            {"gpu_memory_gib": 5000},
            "gpu_memory_gib: 5000 GiB is more than any has; the most is 2144 (ml.p6-b300.48xlarge)",
        ),
        (
            "ap-southeast-1",
            {"accelerator": "neuron"},
            (
                "accelerator: no type with Neuron devices is sold there; take the other kind, or take region "
                "us-west-2 or us-east-2"
            ),
        ),
        (
            "us-west-2",
            {"gpu_memory_gib": 600, "max_usd_per_hour": 10},
            (
                "max_usd_per_hour: 10 is too little; the cheapest known is ml.p4de.24xlarge at USD 31.5641 "
                "in us-east-1; raise it"
            ),
        ),
        (
            "us-west-2",
            {"accelerators": 16, "efa": True, "gpu_memory_gib": 24},
            "accelerators: 16 is more than any has; the most is 8 (ml.p6-b300.48xlarge)",
        ),
        (
            "us-west-2",
            {"accelerator": "neuron", "accelerators": 1, "efa": True, "max_usd_per_hour": 2},
            (
                "max_usd_per_hour: 2 is too little; the cheapest known is ml.trn1.32xlarge at USD 24.73 in "
                "us-east-1; raise it"
            ),
        ),
    ],
)
def test_a_need_that_nothing_fulfils_says_which_condition_leaves_nothing(
    region: str, need: dict[str, Any], line: str
) -> None:
    (said,) = refusals(tables(region=region, text_training=TEXT | {"need": need}))
    assert said == f"text_training.need.{line}"


def test_no_machine_is_large_enough_for_a_task() -> None:
    task = EKS | {"memory_mb": 99_999_999, "need": {"gpu_memory_gib": 24}, "accelerators": 1}
    line = "models.reviews.serving.need: no type is that large; lower cpus, memory_mb or accelerators"
    assert refusals(on_cluster(task)) == [line]


def test_every_problem_of_naming_machines_is_told_at_once() -> None:
    assert len(refusals(tables(serving=REALTIME, text_training=TEXT, batch={"need": {}}))) == 3


def test_an_unknown_region_is_one_problem() -> None:
    (line,) = refusals(tables(region="eu-south-9", text_training=TEXT | {"need": {"vcpus": 4}}))
    assert line.startswith("region: eu-south-9 is not in config/catalogs")


def test_a_choice_is_explained_by_what_was_asked_what_it_has_and_what_it_costs() -> None:
    need = {"gpu_memory_gib": 24, "max_usd_per_hour": 2}
    (explained,) = explanations(loaded(text_training=TEXT | {"need": need}))
    assert (explained.path, explained.chosen) == ("text_training", "ml.g6.xlarge")
    asked, has, costs, compared, *rest = explained.why
    assert asked == "Needed: a GPU, gpu_memory_gib = 24, max_usd_per_hour = 2."
    assert has == "It has 1 L4 of 24 GB, 4 vCPUs, 16 GiB."
    assert costs == "USD 1.127 an hour (2026-09-01)."
    assert compared == "The cheapest of 5; the next is ml.g6.2xlarge at USD 1.222."
    assert all("Of unknown price, so not taken: " in line for line in rest)


def test_a_price_of_another_region_is_said_to_be_one() -> None:
    (explained,) = explanations(
        loaded(region="ap-southeast-1", text_training=TEXT | {"accelerator": "g5.xlarge"})
    )
    price = hourly("ml.g5.xlarge", region="ap-southeast-1", use="training")
    assert price is not None
    assert price.region != "ap-southeast-1"
    assert explained.why[-1] == f"USD {price.usd:g} an hour in {price.region} ({price.date})."


def test_a_task_is_given_the_memory_it_needs_on_the_devices_that_it_gets() -> None:
    """A g4dn.12xlarge has 64 GB in four T4s, and its task with one of them 16."""
    task = EKS | {"need": {"gpu_memory_gib": 24}, "accelerators": 1, "container": "pytorch"}
    environment = Environment.model_validate(on_cluster(task, region="ap-southeast-1"))
    (explained,) = explanations(environment)
    assert facts(explained.chosen).accelerator.sold_as_gb >= 24  # type: ignore[union-attr]
    assert explained.why[0] == "Needed: a GPU, gpu_memory_gib = 24 of the 1 device it gets."
    pair = Environment.model_validate(on_cluster(task | {"accelerators": 2}, region="ap-southeast-1"))
    assert facts(explanations(pair)[0].chosen).accelerator.count >= 2  # type: ignore[union-attr]
    assert "gpu_memory_gib = 24 of the 2 devices it gets." in explanations(pair)[0].why[0]


def test_memory_that_one_device_has_not_asks_for_more_of_them() -> None:
    task = EKS | {"need": {"gpu_memory_gib": 600}, "accelerators": 1}
    (said,) = refusals(on_cluster(task))
    assert said == (
        "models.reviews.serving.need.gpu_memory_gib: 600 GiB is more than accelerators = 1 gets of any; the "
        "most is 268 (p6-b300.48xlarge); raise accelerators"
    )


def test_each_price_of_another_region_names_it() -> None:
    need = {"gpu_memory_gib": 24}
    (explained,) = explanations(loaded(region="ap-southeast-1", text_training=TEXT | {"need": need}))
    assert " in us-west-2 (2026-" in explained.why[2]
    assert explained.why[3].endswith(" in us-west-2.")
    dear = tables(region="ap-southeast-1", text_training=TEXT | {"need": need | {"max_usd_per_hour": 0.01}})
    assert " in us-west-2; raise it" in refusals(dear)[0]


def test_types_of_unknown_price_are_named_as_not_taken_or_not_compared() -> None:
    unlimited = loaded(text_training=TEXT | {"need": {"gpu_memory_gib": 96}})
    limited = loaded(text_training=TEXT | {"need": {"gpu_memory_gib": 96, "max_usd_per_hour": 9}})
    assert explanations(unlimited)[0].why[-1].startswith("Of unknown price, so not compared: ml.")
    assert explanations(limited)[0].why[-1].startswith("Of unknown price, so not taken: ml.")


def test_committed_settings_that_name_types_need_no_explanation() -> None:
    for name in ("dev", "local", "modes", "prod", "workbench"):
        assert explanations(config.load(name)) == []


def test_many_machines_without_efa_are_said_to_wait_for_their_network() -> None:
    plain = {"instance_count": 2, "encrypt_between_hosts": False}
    (slow,) = explanations(loaded(text_training=TEXT | G6 | plain))
    assert slow.why == (
        "2 machines without EFA exchange gradients over TCP, 10 Gbit/s at most: expect them to wait for it.",
    )
    fast = TEXT | plain | {"instance_type": "ml.p5.48xlarge"}
    assert explanations(loaded(text_training=fast)) == []


def test_encryption_between_machines_is_said_to_take_time_where_there_are_several() -> None:
    two = TEXT | {"instance_type": "ml.p5.48xlarge", "instance_count": 2}
    (encrypted,) = explanations(loaded(text_training=two))
    (why,) = encrypted.why
    assert "train-encrypt" in why
    assert "encrypt_between_hosts = false" in why
    assert explanations(loaded(text_training=two | {"instance_count": 1})) == []
