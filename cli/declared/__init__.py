"""What an environment's synthesized templates declare, as far as it costs or counts against a quota."""
