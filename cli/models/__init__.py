"""`lab2api models`: the registry's versions, their approval, and the way back."""
