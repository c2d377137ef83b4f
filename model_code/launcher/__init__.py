"""Start one process a device with torchrun, on one host or on many, wherever the job runs."""
