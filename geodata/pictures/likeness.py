"""How alike two pictures are: a 64-bit difference hash, and the bits in which two of them differ.

dHash as N. Krawetz describes it in "Kind of Like That" (The Hacker Factor Blog, 21 January 2013,
https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html): shrunk to 9 × 8 grey dots,
a bit for each dot that is brighter than the one to its right. By the same source 0 is the same picture,
more than 10 a different one.
"""

from typing import Final

from PIL import Image

ALIKE: Final = 10
"""Bits in which pictures of the same thing differ at most."""
_WIDTH, _HEIGHT = 9, 8


def likeness(image: Image.Image) -> int:
    """The difference hash of a picture as a signed 64-bit number, the form a bigint column keeps."""
    dots = image.convert("L").resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(_HEIGHT):
        for column in range(_WIDTH - 1):
            at = row * _WIDTH + column
            bits = bits << 1 | (dots[at] > dots[at + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def distance(a: int, b: int) -> int:
    """In how many of 64 bits two hashes differ: 0 alike, 64 opposite."""
    return ((a ^ b) & (1 << 64) - 1).bit_count()
