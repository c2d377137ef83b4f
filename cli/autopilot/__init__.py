"""`lab2api autopilot`: start Autopilot, watch it, read what it found."""
