"""Who reported is sealed: encrypted before it is stored, so that a copy of the database names nobody."""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from geodata.errors import Unavailable
from services.scrubber import tells


@dataclass(frozen=True)
class Secrets:
    """The secrets of the service. `identity_key`, where set, seals; what `secret_key` sealed still opens."""

    secret_key: str
    identity_key: str = ""


@dataclass(frozen=True)
class Identity:
    """Who reported, as far as they said."""

    name: str = ""
    phone: str = ""
    email: str = ""


def seal(secrets: Secrets, identity: Identity) -> bytes:
    """The identity, encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return _box(secrets).encrypt(json.dumps(asdict(identity), ensure_ascii=False).encode())


def unseal(secrets: Secrets, sealed: bytes) -> Identity:
    """The identity again. Raises Unavailable when it was sealed under a key that is not ours now."""
    try:
        return Identity(**json.loads(_box(secrets).decrypt(sealed)))
    except InvalidToken as error:
        raise Unavailable("identity.key") from error


def names(identity: Identity, text: str) -> bool:
    """Whether a text for the public holds the name, telephone number or e-mail of the one who reported."""
    return tells(text, name=identity.name, phone=identity.phone, email=identity.email)


def pseudonym(secrets: Secrets, what: str) -> str:
    """A stable stand-in for a network address: it counts, and does not tell."""
    return hmac.new(secrets.secret_key.encode(), what.encode(), sha256).hexdigest()[:40]


def displacement_key(secrets: Secrets) -> bytes:
    """The key under which public places are displaced (geodata.displacement)."""
    return secrets.secret_key.encode()


def _box(secrets: Secrets) -> MultiFernet:
    keys = [key for key in (secrets.identity_key, secrets.secret_key) if key]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A key of its own for this one purpose (HKDF, RFC 5869)."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"identity of who reported, 1")
    return urlsafe_b64encode(derivation.derive(key.encode()))
