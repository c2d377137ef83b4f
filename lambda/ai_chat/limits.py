"""What the chat routes take, checked before a call is paid for.

Sources: Amazon Nova guide, "What is Amazon Nova" (Nova Micro: 128,000 tokens of context, 5,000 of output) and
"Complete request schema" (temperature 0 to 1). Bytes of UTF-8 bound tokens from above: none is shorter.
"""

MOST_MESSAGES = 50
MOST_OUTPUT_TOKENS = 5_000
MOST_SENTENCES = 20
MOST_SYSTEM_CHARACTERS = 4_000
