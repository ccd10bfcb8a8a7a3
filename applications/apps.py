from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Aid applications")

    def ready(self) -> None:
        from applications.benefits import application_benefits, unclaimed_of  # noqa: PLC0415 - models are not loaded before this
        from applications.services.unposting import PURPOSE, unpost_cases_of  # noqa: PLC0415 - the same
        from beneficiaries.benefits import register_benefits  # noqa: PLC0415 - the same
        from beneficiaries.unclaimed import register_unclaimed  # noqa: PLC0415 - the same
        from beneficiaries.withdrawals import follow_withdrawals  # noqa: PLC0415 - the same

        register_benefits(application_benefits)
        register_unclaimed(unclaimed_of)
        follow_withdrawals(PURPOSE, unpost_cases_of)
