"""Telephones that report by the queue of our own page: a photo, then the report, until a receipt comes."""

import json
import random
import time
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

PLACE: Final = (106.59, 20.75)
PATIENCE: Final = 120.0
"""Seconds after which a telephone gives up, and the run fails."""


@dataclass
class Phone:
    """One client with a connection of its own; `receipts` are (key, code, sha256 of the photo, seconds)."""

    url: str
    photo: bytes
    draw: random.Random
    receipts: list[tuple[str, str, str, float]] = field(default_factory=list)
    tries: int = 0
    _link: HTTPConnection | None = None
    _offset: str = "0"

    def report(self) -> None:
        """Send one report with its photo, again and again until the receipt is there."""
        key, began = str(uuid4()), time.monotonic()
        # A comment behind the picture's head: other bytes, the same picture.
        photo = self.photo[:2] + b"\xff\xfe\x00\x12" + self.draw.randbytes(16) + self.photo[2:]
        digest = sha256(photo).hexdigest()
        body = json.dumps({"fields": self._fields(), "photos": [digest]})
        address = ".".join(str(self.draw.randrange(1, 255)) for _ in range(4))
        while time.monotonic() - began < PATIENCE:
            code = self._sent(key, digest, photo, body, address)
            if code:
                self.receipts.append((key, code, digest, time.monotonic() - began))
                return
            time.sleep(0.1)
        raise RuntimeError(f"no receipt for {key} within {PATIENCE:.0f} s")

    def _sent(self, key: str, digest: str, photo: bytes, body: str, address: str) -> str:
        """The code, or an empty text where the server was not there or said to come again."""
        headers = {"X-Forwarded-For": address}
        self.tries += 1
        try:
            if not self._photo(f"/api/reports/{key}/photos/{digest}", photo, headers):
                return ""
            headers["Content-Type"] = "application/json"
            status, answer = self._put(f"/api/reports/{key}", body.encode(), headers)
        except (OSError, HTTPException):
            self._link = None
            return ""
        if status not in (200, 201, 409, 500, 502, 503):
            raise RuntimeError(f"report: {status} {answer[:200]!r}")
        return str(json.loads(answer)["code"]) if status in (200, 201) else ""

    def _photo(self, path: str, photo: bytes, headers: dict[str, str]) -> bool:
        """Whether the photo is there; one that broke off goes on where it was."""
        status, _ = self._put(path, photo, headers)
        if status == 409:
            offset = int(self._offset)
            told = headers | {"Content-Range": f"bytes {offset}-{len(photo) - 1}/{len(photo)}"}
            status, _ = self._put(path, photo[offset:], told)
        if status not in (200, 409, 500, 502, 503):
            raise RuntimeError(f"photo: {status}")
        return status == 200

    def _put(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._link is None:
            self._link = HTTPConnection(str(urlsplit(self.url).netloc), timeout=60)
        self._link.request("PUT", path, body, headers)
        answer = self._link.getresponse()
        self._offset = answer.getheader("Upload-Offset") or "0"
        return answer.status, answer.read()

    def _fields(self) -> dict[str, str]:
        lon, lat = (middle + self.draw.uniform(-0.01, 0.01) for middle in PLACE)
        return {
            "category": self.draw.choice(["littering", "straw_burning", "odour", "wastewater_discharge"]),
            "longitude": f"{lon:.6f}",
            "latitude": f"{lat:.6f}",
            "description": f"Rác đổ ven đường, lần thứ {self.draw.randrange(1_000_000)}.",
            "name": "Nguyễn Văn Mẫu",
            "phone": "0912345678",
        }
