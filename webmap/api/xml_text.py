"""XML that is well formed whatever people wrote: characters that XML has not are left out."""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What the Char production of XML 1.0 leaves out."""


def readable(text: str) -> str:
    """The text without characters that no XML document can hold."""
    return _NOT_XML.sub("", text)


def child(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """A new element at the end of `parent`."""
    made = SubElement(parent, name, {key: readable(value) for key, value in attributes.items()})
    made.text = readable(text) or None
    return made


def document(root: Element) -> bytes:
    """The whole document in UTF-8 with its declaration."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode()
