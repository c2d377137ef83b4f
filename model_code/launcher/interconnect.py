"""What collective communication between hosts needs in the environment: EFA where there is one, else TCP."""

from collections.abc import Mapping
from pathlib import Path

from launcher.devices import Devices
from launcher.hosts import Hosts

ADAPTERS = Path("/sys/class/infiniband")
"""Linux lists an EFA there. A list of types, as AWS's SDK has, ages: jobs on P5e hung without a word, as they
fell back to TCP (github.com/aws/sagemaker-python-sdk/issues/5491)."""
EFA = {"FI_PROVIDER": "efa", "FI_EFA_USE_HUGE_PAGE": "0"}
"""Without huge pages a data loader may fork: github.com/aws-samples/awsome-distributed-training, EFA
cheatsheet. Since libfabric 1.18 and aws-ofi-nccl 1.7 it needs no FI_EFA_USE_DEVICE_RDMA and no NCCL_PROTO."""
NEURON = {"FI_EFA_USE_DEVICE_RDMA": "1", "FI_EFA_FORK_SAFE": "1"}
"""Of several Trn1 (AWS Neuron documentation, PyTorch NeuronX, multi-instance training on Trn1)."""


def variables(
    *, hosts: Hosts, devices: Devices, environment: Mapping[str, str], adapters: Path = ADAPTERS
) -> dict[str, str]:
    """Return what to add; a variable that is set already stays, and one host needs nothing."""
    if hosts.count == 1:
        return {}
    wanted: dict[str, str] = {}
    if adapters.is_dir() and any(adapters.iterdir()):
        wanted |= EFA | (NEURON if devices.kind == "neuron" else {})
    if hosts.interface:
        # Rendezvous and TCP travel by the interface that SageMaker names; NCCL would try others too.
        wanted |= dict.fromkeys(("NCCL_SOCKET_IFNAME", "GLOO_SOCKET_IFNAME"), hosts.interface)
    return {name: value for name, value in wanted.items() if name not in environment}
