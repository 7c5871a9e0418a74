"""What an answer says, whatever its form: text as it is, workbooks, documents and PDF taken apart."""

from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader


def said(body: bytes) -> str:
    """All text of an answer; pictures say nothing."""
    if body.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return body.decode("utf-8", "replace")
