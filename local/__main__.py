"""`python -m local`: the emulated AWS in the foreground, until Ctrl-C or SIGTERM."""

import os

from local import environment
from local.settings import Settings, activate


def main() -> None:
    """Replace this process's environment by the emulator's own, and serve.

    The order matters: ministack reads its settings from the environment when it is imported.
    """
    settings = Settings()
    activate(settings)
    settings.temporary.mkdir(parents=True, exist_ok=True)
    variables = environment.emulator(settings)
    os.environ.clear()
    os.environ.update(variables)
    from local import server

    server.run(settings)


if __name__ == "__main__":
    main()
