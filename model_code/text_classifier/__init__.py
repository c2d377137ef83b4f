"""Reviews in Vietnamese and English to negative, neutral or positive: a small transformer encoder.

Training (`network`, `export` and what `train_text.py` imports) needs PyTorch, in `.venv-torch`. Serving
(`card`, `tokenizer`, `reader`, `classifier`) needs what every model of this project needs.
"""
