"""A link as a QR code that stands in the page itself."""

import segno
from markupsafe import Markup


def svg(text: str, words: str) -> Markup:
    """The code of a text as SVG, named by `words` for those who do not see it."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=4, svgclass="qr", lineclass=None, light="#fff", omitsize=True
    )
    return Markup("<div class='qr-box' role='img' aria-label='{}'>{}</div>").format(words, Markup(drawing))
