"""Settings: where they come from, and what is said when one is wrong."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

from fairwind.offers.faults import SettingsFault
from fairwind.store.settings import load_settings
from fairwind.store.settings_page import settings_page

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without a settings file, and a home of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAIRWIND_HOME", str(tmp_path / "home"))


def test_an_installation_without_any_setting_starts(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.home == tmp_path / "home"
    assert settings.database_url == f"sqlite:///{tmp_path}/home/fairwind.db"
    assert settings.languages == ("en", "hu", "bg", "ru")


def test_the_environment_wins_over_the_home_and_the_home_over_this_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "fairwind.toml").write_text(
        'agency_name = "Folder"\nagency_phone = "1"\nsmtp_host = "folder"\n'
    )
    (tmp_path / "home" / "fairwind.toml").write_text('agency_name = "Home"\nsmtp_host = "home"\n')
    monkeypatch.setenv("FAIRWIND_SMTP_HOST", "environment")
    settings = load_settings()
    assert (settings.agency_phone, settings.agency_name) == ("1", "Home")
    assert settings.smtp_host == "environment"
    assert load_settings(smtp_host="given").smtp_host == "given"


def test_a_home_named_in_the_folders_file_has_its_own_file_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FAIRWIND_HOME")
    (tmp_path / "there").mkdir()
    (tmp_path / "fairwind.toml").write_text('home = "there"\n')
    (tmp_path / "there" / "fairwind.toml").write_text("standard_minutes = 25\n")
    assert load_settings().standard_minutes == 25


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SMTP_PORT", "abc", "valid integer"),
        ("TIME_ZONE", "Europe/Budapst", "Did you mean Europe/Budapest?"),
        ("WORKING_HOURS", "Mon-Fry 09:00-18:00", "Fry is none of Mon"),
        ("WORKING_HOURS", "Mon 18:00-09:00", "closes before it opens"),
        ("WORKING_HOURS", "Mon 09:00-25:00", "does not exist"),
        ("HOLIDAYS", "2026-12-25, 2026-13-01", "month value"),
        ("NOW", "2026-06-05T09:00:00", "needs its zone"),
        ("WORDS", "lucene", "whoosh"),
        ("BASE_ADDRESS", "http://example.com", "only a loopback address may go without https"),
        ("BASE_ADDRESS", "https://example.com/shop", "without a path"),
        ("AGENCY_MAIL", "a@b, c@d", "not one mail address"),
        ("AGENCY_COLOUR", "red", "pattern"),
        ("LANGUAGES", "en, hungarian", "no language code"),
        ("OFFICE_HOST", "https://office.example.com/", "not a host"),
        ("SECOND_FACTOR", "never", "require"),
        ("MORNING_AT", "25:00", "valid time"),
        ("WEBHOOK_ADDRESS", "http://chat.example.com/", "not an address such as"),
        ("SLA_HOT_MINUTES", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"FAIRWIND_{variable}", value)
    with pytest.raises(SettingsFault, match=said) as fault:
        load_settings()
    assert str(fault.value).startswith(f"FAIRWIND_{variable} is ")
    assert len(str(fault.value).splitlines()) == 1


@pytest.mark.parametrize("url", ["nonsense", "mysql://hush@host/x", "postgresql+psycopg://hush:x"])
def test_a_database_that_cannot_be_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("FAIRWIND_DATABASE_URL", url)
    with pytest.raises(SettingsFault, match="FAIRWIND_DATABASE_URL: not an address") as fault:
        load_settings()
    assert "hush" not in str(fault.value)
    assert len(str(fault.value).splitlines()) == 1


def test_every_wrong_value_gets_its_own_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWIND_SMTP_PORT", "0")
    monkeypatch.setenv("FAIRWIND_CURRENCY", "euro")
    with pytest.raises(SettingsFault) as fault:
        load_settings()
    assert len(str(fault.value).splitlines()) == 2


def test_a_wrong_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWIND_SECRET_KEY", "hunter2")
    with pytest.raises(SettingsFault, match="FAIRWIND_SECRET_KEY") as fault:
        load_settings()
    assert "hunter2" not in str(fault.value)


def test_an_unknown_variable_is_named_with_the_right_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWIND_AGENCY_NAM", "Kék Horizont")
    with pytest.raises(SettingsFault, match="Did you mean FAIRWIND_AGENCY_NAME"):
        load_settings()


def test_an_unknown_key_is_named_with_file_and_right_word(tmp_path: Path) -> None:
    (tmp_path / "fairwind.toml").write_text('tme_zone = "Europe/Sofia"\n')
    with pytest.raises(SettingsFault, match=r"fairwind\.toml: tme_zone .* Did you mean time_zone?"):
        load_settings()


def test_a_wrong_value_is_named_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fairwind.toml").write_text('agency_mail = "nobody"\n')
    with pytest.raises(SettingsFault, match=r"^fairwind\.toml: agency_mail is 'nobody': not one"):
        load_settings()
    monkeypatch.setenv("FAIRWIND_AGENCY_MAIL", "nowhere")
    with pytest.raises(SettingsFault, match=r"^FAIRWIND_AGENCY_MAIL is 'nowhere': not one"):
        load_settings()


def test_a_file_that_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "fairwind.toml").write_text("agency_name = Kék\n")
    with pytest.raises(SettingsFault, match=r"fairwind\.toml: .*line 1"):
        load_settings()


def test_limits_may_be_off_on_loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWIND_LIMITS", "off")
    assert load_settings().limits is False
    with pytest.raises(SettingsFault, match="FAIRWIND_LIMITS: off is allowed on a loopback"):
        load_settings(base_address="https://www.example.com")


def test_a_password_never_goes_over_an_open_line() -> None:
    with pytest.raises(SettingsFault, match="in the clear"):
        load_settings(smtp_host="mail.example.com", smtp_security="none", smtp_password="geheim")


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = load_settings().secret_key.get_secret_value()
    kept = tmp_path / "home" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert load_settings().secret_key.get_secret_value() == first
    assert len(first) >= 43
    assert first not in repr(load_settings())


def test_holidays_and_hours_are_typed() -> None:
    settings = load_settings(holidays="2026-12-25, 2026-12-26", working_hours="Sat 09:00-13:00")
    assert settings.holidays == (dt.date(2026, 12, 25), dt.date(2026, 12, 26))
    assert settings.hours.on(dt.date(2026, 6, 6))[0].closes == dt.time(13)
    assert settings.hours.on(dt.date(2026, 6, 5)) == ()


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().limits = False  # type: ignore[misc]


def test_the_page_of_the_settings_is_the_model() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    assert page == settings_page(), "python -m fairwind.store.settings_page > the page"
