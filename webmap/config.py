"""Settings: read once from the environment; a bad value stops the start with a sentence that names it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from services import mail


class ConfigError(Exception):
    """A setting cannot be used; the message says which and why."""


ARCHIVE_PATH = "/base-map.pmtiles"
"""Where a PMTiles archive of this machine is served."""


@dataclass(frozen=True)
class Config:
    """All settings of the service. README lists each with its default and meaning."""

    database_url: str
    secret_key: str
    commune_code: str = "11674"
    var_dir: Path = Path("var")
    trust_proxy: bool = False
    max_upload_mb: int = 100
    tile_url: str = ""
    tile_attribution: str = ""
    pmtiles: str = ""
    demo_password: str = ""
    identity_key: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    public_url: str = ""

    @property
    def upload_dir(self) -> Path:
        """Where files wait to be imported."""
        return self.var_dir / "uploads"

    @property
    def photo_dir(self) -> Path:
        """Where pictures and papers of reports stand."""
        return self.var_dir / "photos"

    @property
    def parts_dir(self) -> Path:
        """Where photos that come in pieces wait to be whole."""
        return self.var_dir / "parts"

    @property
    def evidence_dir(self) -> Path:
        """Where pictures, signatures and papers of checks stand: apart, another circle sees them."""
        return self.var_dir / "evidence"

    @property
    def evidence_parts_dir(self) -> Path:
        """Where those wait that come in pieces."""
        return self.var_dir / "evidence-parts"

    @property
    def archive_address(self) -> str:
        """Where a browser gets the PMTiles archive: ours for a file, the setting itself for an https one."""
        if not self.pmtiles or self.pmtiles.startswith("https://"):
            return self.pmtiles
        return ARCHIVE_PATH


ENVIRONMENT = {
    "DATABASE_URL": "database_url",
    "SECRET_KEY": "secret_key",
    "COMMUNE_CODE": "commune_code",
    "VAR_DIR": "var_dir",
    "TRUST_PROXY": "trust_proxy",
    "MAX_UPLOAD_MB": "max_upload_mb",
    "TILE_URL": "tile_url",
    "TILE_ATTRIBUTION": "tile_attribution",
    "PMTILES": "pmtiles",
    "DEMO_PASSWORD": "demo_password",
    "IDENTITY_KEY": "identity_key",
    "SMTP_URL": "smtp_url",
    "MAIL_FROM": "mail_from",
    "PUBLIC_URL": "public_url",
}
"""Environment variable → field of Config."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Config from the environment; raises ConfigError naming the variable that is missing or wrong."""
    values: dict[str, object] = {}
    for variable, field in ENVIRONMENT.items():
        raw = environ.get(variable, "").strip()
        if raw:
            values[field] = _value(variable, Config.__annotations__[field], raw)
    for variable in ("DATABASE_URL", "SECRET_KEY"):
        if ENVIRONMENT[variable] not in values:
            raise ConfigError(f"{variable} is not set; bin/run sets it for you, or give it yourself.")
    config = Config(**values)  # type: ignore[arg-type]
    _check(config)
    return config


def _value(variable: str, kind: type, raw: str) -> object:
    if kind is bool:
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise ConfigError(f"{variable} must be 1 or 0, not {raw!r}.")
        return raw.lower() in {"1", "true", "yes"}
    if kind is int:
        if not raw.isdecimal():
            raise ConfigError(f"{variable} must be a whole number, not {raw!r}.")
        return int(raw)
    return Path(raw) if kind is Path else raw


def _check(config: Config) -> None:
    if not config.database_url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must be a PostgreSQL address (postgresql://user:password@host/name).")
    if len(config.secret_key) < 16:
        raise ConfigError("SECRET_KEY is too short: at least 16 characters.")
    if config.identity_key and len(config.identity_key) < 16:
        raise ConfigError("IDENTITY_KEY is too short: at least 16 characters.")
    if not (len(config.commune_code) == 5 and config.commune_code.isdecimal()):
        raise ConfigError("COMMUNE_CODE must be the five digits of the national code list, such as 11674.")
    if config.pmtiles and not config.pmtiles.startswith("https://") and not Path(config.pmtiles).is_file():
        raise ConfigError(
            f"PMTILES: there is no file {config.pmtiles!r} (an https address may stand here too)."
        )
    if config.tile_url and not all(part in config.tile_url for part in ("{z}", "{x}", "{y}")):
        raise ConfigError("TILE_URL must hold {z}, {x} and {y}.")
    _check_mail(config)


def _check_mail(config: Config) -> None:
    """Letters lead back to us by PUBLIC_URL; what SMTP_URL holds is a password, so no message repeats it."""
    address = urlsplit(config.public_url)
    if config.public_url and not (address.scheme in ("http", "https") and address.netloc):
        raise ConfigError("PUBLIC_URL must be where people reach the service, such as https://map.example.")
    if address.query or address.fragment:
        raise ConfigError("PUBLIC_URL must end where the service begins: no ? and no #.")
    if not config.smtp_url:
        return
    if not config.public_url:
        raise ConfigError("PUBLIC_URL is not set; with SMTP_URL, letters need an address to lead to.")
    if not mail.is_sender(config.mail_from):
        raise ConfigError("MAIL_FROM must be who writes, such as 'Xã An Hưng <moi-truong@map.example>'.")
    try:
        mail.server(config.smtp_url, config.mail_from)
    except ValueError as error:
        raise ConfigError(f"SMTP_URL must be like {error}.") from None
