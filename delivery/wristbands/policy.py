"""The figures that the federation publishes (programs.policy), as the services of this app read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from programs.selectors import figures_in_force


@dataclass(frozen=True)
class AlertTerms:
    """How fast who is told (domain fact book §2.9)."""

    second_after: timedelta
    duty_after: timedelta
    message_gap: timedelta
    silence: timedelta
    test_window: timedelta
    alert_ends: timedelta


def alert_terms(at: datetime) -> AlertTerms:
    """One query."""
    figures = figures_in_force(localdate(at))
    return AlertTerms(
        second_after=timedelta(minutes=int(figures["band_second_after"])),
        duty_after=timedelta(minutes=int(figures["band_duty_after"])),
        message_gap=timedelta(minutes=int(figures["band_message_gap"])),
        silence=timedelta(hours=int(figures["band_silence"])),
        test_window=timedelta(minutes=int(figures["band_test_window"])),
        alert_ends=timedelta(hours=int(figures["band_alert_ends"])),
    )


@dataclass(frozen=True)
class Retention:
    notes: timedelta
    scans: timedelta
    link_months: int


def retention_on(day: date) -> Retention:
    figures = figures_in_force(day)
    return Retention(
        notes=timedelta(days=int(figures["band_notes_kept"])),
        scans=timedelta(days=int(figures["band_scans_kept"])),
        link_months=int(figures["band_link_kept"]),
    )
