"""`lab2api dashboard`: a deployed CloudWatch dashboard as a picture, from its own definition."""
