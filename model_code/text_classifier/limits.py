"""What a text may be at most, for training, for serving and for the compilers of chips alike."""

MOST_CHARACTERS = 4_000
"""Of a text, in Unicode code points: longer ones are refused."""
MOST_TOKENS = 256
"""Of a text that are read, the start token among them: what comes after is cut off."""
LARGEST_VOCABULARY = 8_000
