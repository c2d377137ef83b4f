"""How pip is asked for what AWS's serving containers lack, by the pipeline's jobs and by carry.py.

pip may run in another Python than theirs.
"""

LOCK = "requirements-accelerated.lock"
"""Beside train_text.py: every library of `carried.PINS` and what they need, with hashes for each platform."""
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
SERVING = "serving"
"""The folder below the wheels of the training container, which has another Python."""


def words(*, lock: str, into: str, python: str, found: str | None = None) -> list[str]:
    """Return the words after `python -m` that fill `into` from PyPI, or from the folder `found` alone.

    Every wheel has a hash of the lock, or pip fails. Where `found` has others besides, they stay behind.
    """
    options = ["--only-binary=:all:", "--implementation", "cp", "--python-version", python]
    for platform in PLATFORMS:
        options += ["--platform", platform]
    if found:
        options += ["--no-index", "--find-links", found]
    return ["pip", "download", "--quiet", *options, "--require-hashes", "--requirement", lock, "--dest", into]
