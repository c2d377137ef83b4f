"""What makers state of one accelerator: its dense bf16 peak (no sparsity) in TFLOP/s, and its memory.

None: the device has no bf16 units, or no public figure was found. NVIDIA's data sheets print most figures
"with sparsity", which is twice the dense one: those are halved here, and `source` says so.

No page was opened when this was written, for want of a network. Compared since, with stored copies of the
pages: Trainium and Trainium2 with the Neuron documentation. Of the GPUs only what others quote of H100, L4
and L40S was found, and it agrees. Nothing was found of A10G, A100, H200, B200, B300 and both Inferentias.
"""

from typing import NamedTuple


class Sheet(NamedTuple):
    """TFLOP/s and the page that states them; GB where EC2 reports less, for error correction takes some.

    `exact`: what EC2 reports is wrong (512 GiB a Trainium2), the sheet's figure is taken for both.
    """

    tflops: float | None
    source: str
    memory_gb: float | None = None
    exact: bool = False


AWS = "https://d1.awsstatic.com/product-marketing/ec2/"
HGX = "https://www.nvidia.com/en-us/data-center/hgx/"
NEURON = "https://awsdocs-neuron.readthedocs-hosted.com/en/latest/about-neuron/arch/neuron-hardware/"
BLACKWELL = "memory: AWS's blog on P6 in SageMaker, not opened, as axbrief.com repeats it"
"""AWS sells 180 and 268 GB a device (1,440 and 2,144 of eight); NVIDIA's chips have 192 and 288 in all."""
SHEETS = {
    "T4": Sheet(None, "https://www.nvidia.com/en-us/data-center/tesla-t4/: fp16, no bf16"),
    "T4g": Sheet(None, "Turing as the T4: fp16, no bf16"),
    "A10G": Sheet(70.0, f"{AWS}NVIDIA_AWS_A10G_DataSheet_FINAL_02_17_2022.pdf", 24),
    "L4": Sheet(121.0, "https://www.nvidia.com/en-us/data-center/l4/: 242 with sparsity, halved", 24),
    "L40S": Sheet(362.05, "https://www.nvidia.com/en-us/data-center/l40s/", 48),
    "RTX PRO 4500": Sheet(None, "no bf16 figure of the server edition found"),
    "RTX PRO Server 6000": Sheet(None, "no bf16 figure of the server edition found"),
    "V100": Sheet(None, "https://www.nvidia.com/en-us/data-center/v100/: fp16, no bf16"),
    "A100": Sheet(312.0, "https://www.nvidia.com/en-us/data-center/a100/"),
    "H100": Sheet(989.4, "NVIDIA H100 Tensor Core GPU Architecture, SXM5; data sheet: 1979, sparse"),
    "H200": Sheet(989.4, "https://www.nvidia.com/en-us/data-center/h200/: 1979 with sparsity, halved"),
    "B200": Sheet(2250.0, f"{HGX}: 36 PFLOPS of eight with sparsity; {BLACKWELL}", 180),
    "B300": Sheet(2250.0, f"{HGX}: 36 PFLOPS of eight with sparsity; {BLACKWELL}", 268),
    "Inferentia": Sheet(64.0, f"{NEURON}inferentia.html"),
    "Inferentia2": Sheet(190.0, f"{NEURON}inferentia2.html"),
    "Trainium": Sheet(190.0, f"{NEURON}trainium.html"),
    "Trainium2": Sheet(667.0, f"{NEURON}trainium2.html", 96, exact=True),
}  # fmt: skip
