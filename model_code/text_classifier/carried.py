"""The code that travels in a text classifier's archive: for the CPU, and for AWS's containers on chips."""

import shutil
from pathlib import Path

from tabular.artifact import SERVING_MODULES, SOURCE_ROOT, write_code

ON_CPUS = {
    "tabular": SERVING_MODULES,
    "text_classifier": ("__init__", "blank", "card", "classifier", "limits", "reader", "tokenizer"),
}
"""What inference.py needs."""
ON_CHIPS = {
    "tabular": ("job_parameters",),
    "text_classifier": ("accelerated", "buckets", "network", "rotary", "settings"),
}
"""What accelerated_inference.py needs beside it."""
PROGRAM = "accelerated_inference.py"
PINS = ("requirements-serve.txt", "requirements-accelerated.txt")
WHEELS_IN_THE_CONTAINER = "/opt/ml/model/code/wheels"


def write_text_code(code: Path, *, wheels: Path | None = None) -> None:
    """Fill the archive's `code` folder: the same archive is served on CPUs, GPUs and Neuron chips.

    `wheels` are for the Python of the containers on chips; our own image ignores them.
    """
    write_code(code, ON_CPUS)
    add_for_chips(code)
    if wheels:
        add_wheels(code, wheels)


def add_for_chips(code: Path) -> None:
    """Add what the CPU's server does not need, and name what AWS's containers have to install."""
    code.mkdir(exist_ok=True)
    shutil.copyfile(SOURCE_ROOT / PROGRAM, code / PROGRAM)
    for package, modules in ON_CHIPS.items():
        (code / package).mkdir(exist_ok=True)
        for module in modules:
            shutil.copyfile(SOURCE_ROOT / package / f"{module}.py", code / package / f"{module}.py")
    (code / "requirements.txt").write_text(pins(), encoding="utf-8")


def add_wheels(code: Path, wheels: Path) -> None:
    """Copy the wheels into `code`, in place of any that are there, and let pip look nowhere else."""
    found = sorted(wheels.glob("*.whl"))
    if not found:
        raise FileNotFoundError(f"{wheels} has no wheels")
    if (code / "wheels").is_dir():
        shutil.rmtree(code / "wheels")
    (code / "wheels").mkdir()
    for wheel in found:
        shutil.copyfile(wheel, code / "wheels" / wheel.name)
    options = f"--no-index\n--find-links {WHEELS_IN_THE_CONTAINER}\n"
    (code / "requirements.txt").write_text(options + pins(), encoding="utf-8")


def pins() -> str:
    """Return what serving needs of libraries, wherever it is."""
    return "".join((SOURCE_ROOT / name).read_text(encoding="utf-8") for name in PINS)
