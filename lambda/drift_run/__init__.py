"""What no state machine can do of a drift run: find the objects of the window, and read what came out."""
