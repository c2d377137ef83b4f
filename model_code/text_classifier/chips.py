"""What a chip can at most do, by the name that its driver gives: dense bf16 operations a second.

Vendors print figures with sparsity, twice as high, beside these or instead. The addresses say where a maker
publishes a figure; they were not opened when it was written down, for want of a network. The chips that AWS
rents are those of config/catalogs/data_sheets.py, by a test: this code runs where there is no config.
"""

import re

PEAKS: tuple[tuple[str, float, str], ...] = (
    ("H100 PCIe", 756e12, "https://resources.nvidia.com/en-us-tensor-core/nvidia-tensor-core-gpu-datasheet"),
    ("H100 NVL", 835e12, "https://resources.nvidia.com/en-us-data-center-overview/h100-nvl-datasheet"),
    ("H100", 989.4e12, "https://resources.nvidia.com/en-us-tensor-core/nvidia-tensor-core-gpu-datasheet"),
    ("H200", 989.4e12, "https://resources.nvidia.com/en-us-data-center-overview/hpc-datasheet-sc23-h200"),
    ("B200", 2250e12, "https://www.nvidia.com/en-us/data-center/hgx/"),
    ("B300", 2250e12, "https://www.nvidia.com/en-us/data-center/hgx/"),
    ("A100", 312e12, "https://www.nvidia.com/en-us/data-center/a100/"),
    ("L40S", 362.05e12, "https://www.nvidia.com/en-us/data-center/l40s/"),
    ("L4", 121e12, "https://www.nvidia.com/en-us/data-center/l4/"),
    (
        "A10G",
        70e12,
        "https://d1.awsstatic.com/product-marketing/ec2/NVIDIA_AWS_A10G_DataSheet_FINAL_02_17_2022.pdf",
    ),
)
"""Words of the name, operations a second, source; the first that fits counts."""


def peak(name: str) -> float | None:
    """Tell a chip's bf16 operations a second; None when it is not in the list."""
    return next((most for part, most, _ in PEAKS if re.search(rf"\b{part}\b", name)), None)
