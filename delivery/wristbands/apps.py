from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WristbandsConfig(AppConfig):
    name = "delivery.wristbands"
    label = "wristbands"
    verbose_name = _("Wristbands")

    def ready(self) -> None:
        from beneficiaries.benefits import register_benefits  # noqa: PLC0415 - models are not loaded before this
        from beneficiaries.withdrawals import follow_withdrawals  # noqa: PLC0415 - the same
        from delivery.wristbands.benefits import (  # noqa: PLC0415 - the same
            band_benefits,
            bands_without_application,
            told_issues,
        )
        from delivery.wristbands.recipients import ContactResolver  # noqa: PLC0415 - the same
        from delivery.wristbands.services.lifecycle import end_after_withdrawal  # noqa: PLC0415 - the same
        from notifications.recipients import register_resolver  # noqa: PLC0415 - the same
        from programs.history import register_given  # noqa: PLC0415 - the same
        from programs.schemes.wristband.terms import CODE  # noqa: PLC0415 - the same

        register_benefits(band_benefits, told_issues)
        register_given(CODE, bands_without_application)
        register_resolver("band_contact", ContactResolver())
        for purpose in ("LOCATION_FINDER", "PROCESS_SENSITIVE"):
            follow_withdrawals(purpose, end_after_withdrawal)
