"""`lab2api kubernetes`: what the platform applies to its cluster, for people to read."""
