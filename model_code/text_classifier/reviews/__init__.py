"""Generated reviews of products, stays and meals in Vietnamese and English.

They are made from a small grammar, not collected: a model that is good at them has learned the grammar.
What it says of real reviews is another matter, and the starter's card tells both figures.
"""
