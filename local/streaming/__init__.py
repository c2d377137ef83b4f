"""Answers in pieces: from a loopback server to the emulator's client, and AWS's event stream encoding."""
