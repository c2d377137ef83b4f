"""The emulator with one app that cannot be deleted: DeleteApp is denied for `stuck` while FAULT exists.

Run as `python studio_emulator.py FAULT`.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from local import environment
from local.settings import Settings, activate

TWO_HOURS = timedelta(hours=2)


def main() -> None:
    """Serve as `python -m local` does, with the fault in front of DeleteApp."""
    settings, fault = Settings(), Path(sys.argv[1])
    activate(settings)
    settings.temporary.mkdir(parents=True, exist_ok=True)
    os.environ.clear()
    os.environ.update(environment.emulator(settings))
    from local import server
    from local.sagemaker import operations, service
    from local.sagemaker.errors import ServiceError

    load = service.load_operations

    def load_with_fault() -> None:
        load()
        delete = operations._handlers["DeleteApp"]

        def denied(request: dict[str, Any]) -> dict[str, Any]:
            if request["AppName"] == "stuck" and fault.exists():
                raise ServiceError(code="AccessDeniedException", message="no identity-based policy allows it")
            return delete(request)

        operations._handlers["DeleteApp"] = denied
        describe = operations._handlers["DescribeApp"]

        def old(request: dict[str, Any]) -> dict[str, Any]:
            """Two hours older, while OLD exists beside FAULT: a new session cannot be idle for an hour."""
            app = describe(request)
            age = TWO_HOURS if fault.with_name("old").exists() else timedelta()
            return app | {"CreationTime": app["CreationTime"] - age}

        operations._handlers["DescribeApp"] = old

    service.load_operations = load_with_fault
    server.run(settings)


if __name__ == "__main__":
    main()
