"""Which is better on the same rows: the hand-written training or Autopilot's best candidate."""
