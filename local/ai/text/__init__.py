"""Algorithms on text. Offsets are in characters (Unicode code points), as Comprehend's are."""
