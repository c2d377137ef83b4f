"""Imported first by a handler, to keep the garbage collector out of its imports.

They make much that stays and next to nothing to collect, and the collector would walk all of it again and
again as it grows. `finish` sets it aside for good, so that no later collection walks it either.
"""

import gc

gc.disable()


def finish() -> None:
    """Collect again, but nothing that was made until now."""
    gc.freeze()
    gc.enable()
