"""A signature drawn on glass, made anew: black strokes on white, nothing beside them."""

from io import BytesIO
from typing import Final

from PIL import Image

from geodata.errors import BadInput
from geodata.pictures import kinds

START: Final = b"\x89PNG\r\n\x1a\n"
MOST_BYTES: Final = 1024 * 1024
MOST_PIXELS: Final = 4_000_000
"""Of what is sent: a wide phone at three dots a pixel."""
WIDTH, HEIGHT = 1200, 600
"""What is kept at most."""
INK: Final = 128
"""Grey below this is a stroke."""
LEAST_INK: Final = 60
"""Dots that a signature has at least; an empty glass has none."""


def renewed(content: bytes) -> tuple[bytes, int, int]:
    """(PNG in grey, width, height) of a signature sent as PNG; what was transparent is white.

    Raises BadInput: signature.not_png, signature.too_large, signature.empty, photo.broken.
    """
    if not content.startswith(START):
        raise BadInput("signature.not_png")
    if len(content) > MOST_BYTES:
        raise BadInput("signature.too_large")
    found = kinds.opened(content, target=MOST_PIXELS)
    if found.image.width * found.image.height > MOST_PIXELS:
        raise BadInput("signature.too_large")
    try:
        image = _grey(found.image)
    except Exception as error:
        # Decoders of hostile bytes raise whatever their authors thought of.
        raise BadInput("photo.broken") from error
    if sum(image.histogram()[:INK]) < LEAST_INK:
        raise BadInput("signature.empty")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue(), image.width, image.height


def _grey(image: Image.Image) -> Image.Image:
    image.load()
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    grey = ground.convert("L")
    grey.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return grey
