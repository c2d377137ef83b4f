"""Models that are served: which there are, what they take and give, and how their endpoints are asked."""
