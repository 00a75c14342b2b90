"""Settings: one frozen object, read once from environment and files."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ..offers.faults import SettingsFault
from .hours import WorkingHours, read_hours
from .mail_address import mailable
from .secret_key import key_in

PREFIX = "FAIRWIND_"
FILE = "fairwind.toml"
# Read by tests only, never by the product.
NOT_SETTINGS = frozenset({"FAIRWIND_CAPTURES"})
SHORTEST_KEY = 32
ENGINES = ("sqlite", "postgresql+psycopg")
A_FILE = "sqlite:///"
"""How the address of a file begins, in which no user, host or port can be wrong."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _is_database(address: str) -> bool:
    # Imported here: each crawl reads its settings in a process of its own, without a database.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(address)
    except (ArgumentError, ValueError):
        return False
    return True


def _database_in_home(data: dict[str, Any]) -> str:
    return f"sqlite:///{data['home'] / 'fairwind.db'}"


def _key_in_home(data: dict[str, Any]) -> SecretStr:
    return SecretStr(key_in(data["home"]))


class Settings(BaseSettings):
    """Everything an installation may set. Each has a default that lets `fairwind demo` run."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, validate_default=True
    )

    home: Path = Field(Path("var"), description="folder of all data; made when missing")
    database_url: str = Field(
        default_factory=_database_in_home,
        repr=False,
        description="SQLAlchemy address; by default SQLite in the home, past one machine "
        "`postgresql+psycopg://user@host/name`",
    )
    secret_key: SecretStr = Field(
        default_factory=_key_in_home,
        description="signs forms and links; made once in the home (`secret-key`, readable by the "
        "owner only) when not given",
    )
    now: dt.datetime | None = Field(
        None, description="ISO time with zone; freezes the clock for demos and tests"
    )
    words: Literal["whoosh", "tantivy"] = Field(
        "whoosh",
        description="engine of the word search, from the next publish on; `tantivy` needs the "
        "extra of that name",
    )
    prices: Literal["columns"] = Field("columns", description="engine of the price search")
    limits: bool = Field(
        True, description="`on` or `off`: limits of logins and forms; off only on loopback"
    )
    allow_loopback: bool = Field(
        False, description="lets crawlers ask loopback addresses that a card allows"
    )
    needs_keys: Path | None = Field(
        None,
        description="folder of the keys that seal needs of health or belief, best on another disk "
        "than the database and its backups; `needs-keys` in the home when not given",
    )

    agency_name: str = Field("Travel agency", min_length=1, description="name on every page")
    agency_legal: str = Field("", description="legal name, seat, licence and insolvency cover")
    agency_phone: str = Field("", description="telephone shown on every page")
    agency_country: str = Field(
        "HU", pattern="^[A-Z]{2}$", description="ISO country; telephone numbers are read as its"
    )
    agency_logo: Path | None = Field(None, description="SVG or PNG file shown in the header")
    agency_colour: str = Field(
        "#0B5C6B", pattern="^#[0-9A-Fa-f]{6}$", description="colour of links and buttons"
    )
    agency_mail: str = Field(
        "office@agency.invalid", description="inbox of the agency: each enquiry is mailed there"
    )
    time_zone: str = Field("Europe/Budapest", description="IANA zone the agency works in")
    working_hours: str = Field(
        "Mon-Fri 09:00-18:00, Sat 09:00-13:00",
        description="when somebody answers; the promised time is computed from it",
    )
    holidays: Annotated[tuple[dt.date, ...], NoDecode] = Field(
        (), description="dates on which nobody works, divided by commas"
    )
    sla_hot_minutes: int = Field(
        15, ge=1, le=480, description="working minutes until a hot lead is called, in turns"
    )
    sla_warm_minutes: int = Field(
        240, ge=1, le=4800, description="working minutes until a warm lead is called"
    )
    sla_cold_minutes: int = Field(
        960, ge=1, le=9600, description="working minutes until a cold lead is called"
    )
    morning_at: dt.time = Field(
        dt.time(8, 30), description="when each member's mail of the day leaves, the agency's time"
    )
    team_lead_mail: str = Field(
        "", description="takes the summaries of late leads; every team lead's own when empty"
    )
    director_mail: str = Field(
        "", description="takes those of very late leads; every director's own when empty"
    )
    webhook_address: str = Field(
        "", description="is told of each hot lead at once, such as https://chat.example.com/hook"
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="signs what the webhook is told (HMAC-SHA256)"
    )
    webhook_personal: bool = Field(
        False, description="`on` tells the webhook the visitor's name and telephone, too"
    )
    ping_url: str = Field(
        "",
        description="is called with /start, nothing or /fail at each tick: a watch that runs"
        " elsewhere, such as https://watch.example.com/ping/1234",
    )
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("en", "hu", "bg", "ru"),
        min_length=1,
        description="languages of the site, the first is the default",
    )
    currency: str = Field(
        "EUR", pattern="^[A-Z]{3}$", description="currency that amounts are converted to"
    )
    priority_budget: int | None = Field(
        None,
        ge=1,
        description="budget in whole units of the currency from which on an enquiry looks like one "
        "for the priority desk; the upper quartile of published totals when not given",
    )
    standard_minutes: int = Field(
        20, ge=1, le=480, description="minutes of a manager that one standard enquiry takes"
    )

    recheck_seconds: float = Field(
        5.0,
        ge=0.1,
        le=30,
        description="how long an operator has to answer for one price while a visitor waits",
    )
    operator_scores: bool = Field(
        False,
        description="`on` shows on each operator's page how often its prices were still true when "
        "they were asked again, from 50 answers on",
    )

    base_address: str = Field(
        "http://127.0.0.1:8000", description="address of the site as visitors type it"
    )
    office_host: str = Field(
        "",
        description="host of its own for the office, such as `office.example.com`: then /office "
        "answers there only and the pages for visitors do not; the same host when empty",
    )
    second_factor: Literal["require", "ask"] = Field(
        "require",
        description="whether team leads, directors and privacy officers must set up codes from an "
        "app before they go on, or may put it off at each login",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="how many proxies in front add X-Forwarded-For"
    )
    smtp_host: str = Field("", description="mail server; without it mail waits in the outbox")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_user: str = Field("", description="its user; none when empty")
    smtp_password: SecretStr = Field(SecretStr(""), description="its password")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the connection is kept secret"
    )
    mail_folder: Path | None = Field(
        None, description="writes each mail as a file here instead of sending it"
    )
    sender: str = Field("", description="From of our mails; the agency's inbox when empty")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        given = init_settings()
        files = [TomlConfigSettingsSource(settings_cls, path) for path in files_read(given)]
        return init_settings, env_settings, *files

    @field_validator("home", "mail_folder", "agency_logo", "needs_keys")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("holidays", "languages", mode="before")
    @classmethod
    def _divided(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(filter(None, (part.strip() for part in value.split(","))))
        return value

    @field_validator("languages")
    @classmethod
    def _two_letters(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if not (len(code) == 2 and code.isascii() and code.islower()):
                raise ValueError(f"{code!r} is no language code such as hu")
        return codes

    @field_validator("now")
    @classmethod
    def _aware(cls, now: dt.datetime | None) -> dt.datetime | None:
        if now is not None and now.tzinfo is None:
            raise ValueError("a time needs its zone, such as 2026-06-05T09:00:00+02:00")
        return now

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, address: str) -> str:
        scheme, found, _ = address.partition("://")
        if not found or scheme not in ENGINES:
            raise ValueError(f"not an address that begins with {' or '.join(ENGINES)}, then ://")
        if not address.startswith(A_FILE) and not _is_database(address):
            raise ValueError("not an address such as postgresql+psycopg://user@host/name")
        return address

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"a key has at least {SHORTEST_KEY} characters")
        return key

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            near = get_close_matches(name, available_timezones(), 1)
            raise ValueError(f"no such time zone.{_meant(near)}")
        return name

    @field_validator("working_hours")
    @classmethod
    def _readable_hours(cls, text: str) -> str:
        read_hours(text)
        return text

    @field_validator("agency_mail", "sender", "team_lead_mail", "director_mail")
    @classmethod
    def _one_address(cls, address: str) -> str:
        if address and (address.count("@") != 1 or any(c.isspace() for c in address)):
            raise ValueError("not one mail address such as office@example.com")
        return address if address.isascii() else mailable(address)

    @field_validator("office_host")
    @classmethod
    def _host(cls, host: str) -> str:
        name = urlsplit(f"//{host}")
        if host and (name.netloc != host or not name.hostname or "@" in host):
            raise ValueError("not a host such as office.example.com")
        return host.lower()

    @field_validator("base_address")
    @classmethod
    def _web_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError("not an address such as https://www.example.com")
        if parts.path.strip("/"):
            raise ValueError("the site lives at the root of its host, without a path")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("only a loopback address may go without https")
        return address.rstrip("/")

    @field_validator("webhook_address", "ping_url")
    @classmethod
    def _hook(cls, address: str) -> str:
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        plain = address.isascii() and address.isprintable() and " " not in address
        if address and not (safe and plain and parts.hostname and "@" not in parts.netloc):
            raise ValueError("not an address such as https://chat.example.com/hook")
        return address

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if not self.limits and not self.on_loopback:
            raise ValueError("limits: off is allowed on a loopback base_address only")
        if self.webhook_address and len(self.webhook_secret.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"webhook_secret: a key has at least {SHORTEST_KEY} characters")
        open_line = self.smtp_security == "none" and self.smtp_host not in LOOPBACK
        if open_line and self.smtp_password.get_secret_value():
            raise ValueError("smtp_security: none would send smtp_password in the clear")
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether the site is reached on this machine only."""
        return urlsplit(self.base_address).hostname in LOOPBACK

    @property
    def office_address(self) -> str:
        """Where the office is, without a path."""
        if not self.office_host:
            return self.base_address
        parts = urlsplit(self.base_address)
        port = f":{parts.port}" if parts.port and ":" not in self.office_host else ""
        return f"{parts.scheme}://{self.office_host}{port}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def hours(self) -> WorkingHours:
        return read_hours(self.working_hours)


def load_settings(**given: Any) -> Settings:
    """The settings of this process; `given` wins over environment, home's file and ./fairwind.toml.

    SettingsFault holds one sentence for each wrong value and each name that is no setting.
    """
    faults = [*_unknown_variables(os.environ), *_unknown_keys(given)]
    if faults:
        raise SettingsFault("\n".join(faults))
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsFault("\n".join(_sentences(error, given))) from None
    except OSError as error:
        raise SettingsFault(f"{PREFIX}HOME: {error.filename}: {error.strerror}") from error


def files_read(given: Mapping[str, Any]) -> tuple[Path, ...]:
    """The settings files in order of weight: the home's, then the one in this folder."""
    here = Path(FILE)
    home = given.get("home") or os.environ.get(PREFIX + "HOME") or _home_said_in(here) or "var"
    in_home = Path(home).expanduser() / FILE
    return tuple(path for path in (in_home, here) if path.is_file())


def _home_said_in(path: Path) -> str | None:
    said = _toml(path).get("home") if path.is_file() else None
    return said if isinstance(said, str) else None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFault(f"{path}: {error}") from error


def _unknown_variables(environment: Mapping[str, str]) -> list[str]:
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    wrong = (
        name
        for name in sorted(environment)
        if name.startswith(PREFIX) and name not in known and name not in NOT_SETTINGS
    )
    return [f"{name} is no setting.{_meant(get_close_matches(name, known, 1))}" for name in wrong]


def _unknown_keys(given: Mapping[str, Any]) -> list[str]:
    known = Settings.model_fields
    return [
        f"{path}: {key} is no setting.{_meant(get_close_matches(key, known, 1))}"
        for path in files_read(given)
        for key in _toml(path)
        if key not in known
    ]


def _meant(near: list[str]) -> str:
    return f" Did you mean {near[0]}?" if near else ""


def _sentences(error: ValidationError, given: Mapping[str, Any]) -> list[str]:
    """One sentence for each wrong setting; what depends on another wrong one is left out."""
    faults = error.errors(include_url=False)
    told = (fault for fault in faults if fault["type"] != "default_factory_not_called")
    return [_sentence(fault, given) for fault in told]


def _sentence(fault: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    said = str(fault["msg"]).removeprefix("Value error, ")
    if not fault["loc"]:
        name, _, rest = said.partition(": ")
        return f"{_place(name, given)}: {rest}"
    name = str(fault["loc"][0])
    secret = name in ("secret_key", "smtp_password", "webhook_secret", "database_url")
    shown = "" if secret else f" is {fault['input']!r}"
    return f"{_place(name, given)}{shown}: {said}"


def _place(name: str, given: Mapping[str, Any]) -> str:
    """Where a setting was said, to be mended there: the file that holds it, else its variable."""
    variable = PREFIX + name.upper()
    if name in given or variable in os.environ:
        return variable
    said = (path for path in files_read(given) if name in _toml(path))
    return next((f"{path}: {name}" for path in said), variable)
