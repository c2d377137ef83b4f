"""The launcher reads the hosts of SageMaker, Batch and Kubernetes, and its processes find one another."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from launcher.devices import Devices
from launcher.hosts import RESOURCES, Hosts
from launcher.interconnect import variables
from launcher.torchrun import command
from stacks.manifests import training_containers
from tests.model_code.servers import free_port

REPOSITORY = Path(__file__).parents[2]
LAUNCHER = REPOSITORY / "model_code" / "launch_text_training.py"
TORCH = REPOSITORY / ".venv-torch" / "bin" / "python"
SUM = """
import os, pathlib, torch, torch.distributed as dist
dist.init_process_group("gloo")
rank = dist.get_rank()
total = torch.tensor([rank + 1.0])
dist.all_reduce(total)
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
(base / f"sum-{rank}").write_text(f"{dist.get_world_size()} {total.item()}")
dist.destroy_process_group()
"""
WAITS = """
import pathlib, signal, sys, time
def save(*_): pathlib.Path("saved").touch(); sys.exit(143)
signal.signal(signal.SIGTERM, save)
pathlib.Path("ready").touch()
time.sleep(60)
"""
GPUS = Devices(kind="gpu", count=8)
TWO = Hosts(count=2, rank=1, first="algo-1", interface="eth0")


def test_sagemakers_file_names_the_hosts(tmp_path: Path) -> None:
    file = tmp_path / RESOURCES
    file.parent.mkdir(parents=True)
    given = {"current_host": "algo-2", "hosts": ["algo-2", "algo-1"], "network_interface_name": "eth0"}
    file.write_text(json.dumps(given))
    assert Hosts.of_job(base=tmp_path, environment={}) == TWO


def test_batch_tells_a_child_where_the_main_node_is_and_the_main_node_nothing(tmp_path: Path) -> None:
    child = {
        "AWS_BATCH_JOB_NUM_NODES": "2",
        "AWS_BATCH_JOB_NODE_INDEX": "1",
        "AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS": "10.0.0.7",
    }
    assert Hosts.of_job(base=tmp_path, environment=child) == Hosts(count=2, rank=1, first="10.0.0.7")
    main = {"AWS_BATCH_JOB_NUM_NODES": "2", "AWS_BATCH_JOB_NODE_INDEX": "0"}
    assert Hosts.of_job(base=tmp_path, environment=main) == Hosts(count=2)


def test_an_indexed_job_of_kubernetes_has_its_index_from_kubernetes(tmp_path: Path) -> None:
    given = {"LAB2API_HOSTS": "4", "LAB2API_FIRST_HOST": "train-0.train", "JOB_COMPLETION_INDEX": "3"}
    assert Hosts.of_job(base=tmp_path, environment=given) == Hosts(count=4, rank=3, first="train-0.train")


def test_without_any_word_it_is_one_host(tmp_path: Path) -> None:
    assert Hosts.of_job(base=tmp_path, environment={}) == Hosts()


def test_torchrun_starts_a_process_a_device_and_finds_the_first_host() -> None:
    words = command(hosts=TWO, devices=GPUS, script="train_text.py", arguments=["--fast"])
    assert {"--nnodes=2", "--nproc-per-node=8", "--node-rank=1", "--master-addr=algo-1"} <= set(words)
    assert f"--master-port={training_containers.PORT}" in words, (
        "the cluster's Service lets no other port through"
    )
    assert words[:2] == ["env", "TORCH_ELASTIC_SHUTDOWN_TIMEOUT=110"]
    assert words[-2:] == ["train_text.py", "--fast"]


def test_efa_is_used_where_there_is_an_adapter_and_never_instead_of_what_is_set(tmp_path: Path) -> None:
    assert "FI_PROVIDER" not in variables(hosts=TWO, devices=GPUS, environment={}, adapters=tmp_path)
    (tmp_path / "rdmap0s6").mkdir()
    found = variables(hosts=TWO, devices=GPUS, environment={"FI_EFA_USE_HUGE_PAGE": "1"}, adapters=tmp_path)
    assert found == {"FI_PROVIDER": "efa", "NCCL_SOCKET_IFNAME": "eth0", "GLOO_SOCKET_IFNAME": "eth0"}
    neuron = Devices(kind="neuron", count=32)
    assert "FI_EFA_FORK_SAFE" in variables(hosts=TWO, devices=neuron, environment={}, adapters=tmp_path)
    assert variables(hosts=Hosts(), devices=GPUS, environment={}, adapters=tmp_path) == {}


def launched(folder: Path, script: str, **environment: str) -> "subprocess.Popen[bytes]":
    (folder / "script.py").write_text(script)
    given = {"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(folder), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen([TORCH, LAUNCHER, folder / "script.py"], env=given | environment, cwd=folder)


@pytest.mark.torch
def test_two_hosts_of_one_process_each_add_up_their_numbers(tmp_path: Path) -> None:
    job = {"LAB2API_HOSTS": "2", "LAB2API_FIRST_HOST": "127.0.0.1", "LAB2API_PORT": str(free_port())}
    hosts = [launched(tmp_path, SUM, **job, JOB_COMPLETION_INDEX=index) for index in "01"]
    assert [host.wait(timeout=120) for host in hosts] == [0, 0]
    assert [(tmp_path / f"sum-{rank}").read_text() for rank in (0, 1)] == ["2 3.0", "2 3.0"]


@pytest.mark.torch
def test_a_job_that_is_told_to_stop_tells_its_processes_and_has_not_failed(tmp_path: Path) -> None:
    job = launched(tmp_path, WAITS)
    while not (tmp_path / "ready").exists():
        assert job.poll() is None
        time.sleep(0.05)
    job.terminate()
    assert job.wait(timeout=60) == 143
    assert (tmp_path / "saved").exists()
    assert not (tmp_path / "output/failure").exists()


@pytest.mark.torch
def test_a_process_that_dies_without_a_reason_ends_the_job_with_one(tmp_path: Path) -> None:
    dying = "import os, signal\nif os.environ['RANK'] == '1': os.kill(os.getpid(), signal.SIGKILL)"
    assert launched(tmp_path, dying, LAB2API_PROCESSES="2").wait(timeout=120) == 1
    assert "status 1" in (tmp_path / "output/failure").read_text()
