"""Jobs of Batch reach the role of the machine that they run on: it is for their own queue's cluster alone."""

import json

import pytest

from tests.stacks.reading import Synthesized, Template, as_list, identity_statements, only
from tests.stacks.test_batch_queue import MACHINES


@pytest.mark.parametrize("name", MACHINES)
def test_the_machines_role_ends_at_the_cluster_that_batch_makes_for_the_environment(
    name: str, templates: dict[str, Template], chips: Synthesized
) -> None:
    template = (templates | chips.templates)[f"{name}-BatchQueue"]
    named = only(template, "AWS::Batch::ComputeEnvironment")["Properties"]["ComputeEnvironmentName"]
    resources = {
        json.dumps(resource).rstrip('"]}').rpartition(":")[2]
        for where, statement in identity_statements({"": template})
        if where.strip("/").startswith("MachineRole") and statement["Sid"] in {"Join", "Report"}
        for resource in as_list(statement["Resource"])
    }
    cluster = f"AWSBatch-{named}-*"
    assert resources == {f"cluster/{cluster}", f"container-instance/{cluster}"}
