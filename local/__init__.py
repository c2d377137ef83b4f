"""The embedded AWS: the synthesized templates, deployed to an emulator on this machine's loopback interface."""
