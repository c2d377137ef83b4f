"""The embedded AWS: the synthesized templates on an emulator that listens on loopback only."""
