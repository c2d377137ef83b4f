"""Start AWS's sagemaker-inference toolkit on multi-model-server outside its container.

Runs in `.venv-toolkits`. Three things are hard-coded in the toolkit and changed here: the properties file in
/etc, the bind to every interface, and the search for *the* Java server among all processes of the machine.
"""
# ruff: noqa: SLF001, S104  the toolkit offers no public way to change them

import os
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from sagemaker_inference import model_server


def _own_server() -> psutil.Process:
    for process in psutil.Process().children(recursive=True):
        if model_server.MMS_NAMESPACE in process.cmdline():
            return process
    raise RuntimeError("multi-model-server has not started yet")


def main() -> None:
    """Serve the model below SAGEMAKER_BASE_DIR on 127.0.0.1:SAGEMAKER_BIND_TO_PORT."""
    properties = model_server._generate_mms_config_properties
    model_server.MMS_CONFIG_FILE = str(Path(os.environ["SAGEMAKER_BASE_DIR"]) / "mms.properties")
    model_server._generate_mms_config_properties = lambda *given: properties(*given).replace(
        "0.0.0.0", "127.0.0.1"
    )
    model_server._retrieve_mms_server_process = _own_server
    model_server.start_model_server()


if __name__ == "__main__":
    main()
