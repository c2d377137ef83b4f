"""`lab2api instances`: the machines a region sells, with what they have and what they cost."""
