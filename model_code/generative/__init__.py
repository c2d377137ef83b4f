"""Models that write text: word n-grams with back-off, kept as JSON, served token by token.

They are small on purpose, trained in a second on text of this project, and have the contract of a large
model's container: LMI's JSON lines. Needs orjson and pydantic only.
"""
