from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Aid applications")

    def ready(self) -> None:
        from applications.benefits import application_benefits, told_cases, unclaimed_of  # noqa: PLC0415 - models are not loaded before this
        from applications.notices import FULL_NAME  # noqa: PLC0415 - the same
        from applications.services.unposting import PURPOSE, mask_notices_of, unpost_cases_of  # noqa: PLC0415 - the same
        from beneficiaries.benefits import register_benefits  # noqa: PLC0415 - the same
        from beneficiaries.unclaimed import register_unclaimed  # noqa: PLC0415 - the same
        from beneficiaries.withdrawals import follow_withdrawals  # noqa: PLC0415 - the same

        register_benefits(application_benefits, told_cases)
        register_unclaimed(unclaimed_of)
        follow_withdrawals(PURPOSE, unpost_cases_of)
        follow_withdrawals(FULL_NAME, mask_notices_of)
