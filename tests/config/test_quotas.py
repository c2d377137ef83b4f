"""Which quota a machine counts against, by the names and codes of Service Quotas."""

import pytest

from config.catalog import instance_types, regions
from config.quotas import GROUPS, TOTALS, named, quota, uses


@pytest.mark.parametrize(
    ("name", "use", "code", "called"),
    [
        ("ml.g6.xlarge", "endpoint", "L-D470D954", "ml.g6.xlarge for endpoint usage"),
        ("ml.g5.xlarge", "endpoint", "L-1928E07B", "ml.g5.xlarge for endpoint usage"),
        ("ml.p5.48xlarge", "training", "L-82E1C851", "ml.p5.48xlarge for training job usage"),
        ("ml.p5.48xlarge", "training-spot", "L-82733FAD", "ml.p5.48xlarge for spot training job usage"),
        ("ml.m5.xlarge", "processing", "L-0307F515", "ml.m5.xlarge for processing job usage"),
        ("ml.m5.xlarge", "warm-pool", "L-0BEF44E8", "ml.m5.xlarge for training warm pool usage"),
        ("g6.xlarge", "ec2", "L-DB2E81BA", "Running On-Demand G and VT instances"),
        ("gr6.4xlarge", "ec2", "L-DB2E81BA", "Running On-Demand G and VT instances"),
        ("p5.48xlarge", "ec2", "L-417A185B", "Running On-Demand P instances"),
        ("trn1.2xlarge", "ec2", "L-2C3B7624", "Running On-Demand Trn instances"),
        ("inf2.xlarge", "ec2", "L-1945791B", "Running On-Demand Inf instances"),
        ("p4d.24xlarge", "ec2-spot", "L-7212CCBC", "All P4, P3 and P2 Spot Instance Requests"),
        ("p5.48xlarge", "ec2-spot", "L-C4BD4855", "All P5 Spot Instance Requests"),
    ],
)
def test_a_machine_has_the_quota_of_its_use(name: str, use: str, code: str, called: str) -> None:
    found = quota(name, use=use)
    assert (found.code, found.name) == (code, called)
    assert found.unit == ("vcpus" if use.startswith("ec2") else "instances")


@pytest.mark.parametrize(
    "name", ["m5.large", "c7i.xlarge", "r5.2xlarge", "t3.medium", "m7g.large", "i3en.large"]
)
def test_ec2_counts_general_types_together(name: str) -> None:
    assert quota(name, use="ec2").code == "L-1216C47A"


def test_a_code_that_no_source_has_is_none_and_the_name_is_right() -> None:
    found = quota("ml.g7e.2xlarge", use="endpoint")
    assert (found.code, found.default, found.name) == (None, None, "ml.g7e.2xlarge for endpoint usage")
    assert found.source.startswith("unknown")


def test_what_no_source_calls_by_name_is_not_guessed() -> None:
    """X and DL have quotas of their own, which a first letter would not tell from others."""
    for name, use in (("p6-b200.48xlarge", "ec2-spot"), ("x2idn.16xlarge", "ec2"), ("dl1.24xlarge", "ec2")):
        found = quota(name, use=use)
        assert found.name == f"{name} ({use}): not covered by a known quota"
        assert (found.known, found.code, found.default) == (False, None, None)


def test_every_type_that_a_region_sells_is_covered_by_a_quota_on_demand() -> None:
    sold = {name for region in regions() for name in instance_types(use="ec2", region=region)}
    assert [name for name in sold if quota(name, use="ec2").code is None] == []


def test_no_family_is_in_two_groups() -> None:
    for groups in GROUPS.values():
        families = " ".join(groups.values()).split()
        assert len(families) == len(set(families))


def test_a_default_says_when_it_was_read() -> None:
    found = quota("ml.p5.48xlarge", use="training")
    assert (found.default, "defaults 2024-02-10" in found.source) == (0, True)


def test_every_total_is_known_by_its_code() -> None:
    assert [name for service, name in TOTALS if named(service, name).code is None] == []


def test_every_use_of_the_contract_has_a_quota() -> None:
    wanted = {"endpoint", "training", "training-spot", "transform", "processing", "cluster", "studio", "ec2"}
    assert wanted | {"warm-pool"} <= set(uses())
