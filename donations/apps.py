from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Donations")

    def ready(self) -> None:
        from donations.campaign_titles import titles_of_campaigns  # noqa: PLC0415 - models are not loaded before this
        from donations.recipients import DonorResolver  # noqa: PLC0415 - the same
        from funds.memos import list_campaigns  # noqa: PLC0415 - the same
        from notifications.recipients import register_resolver  # noqa: PLC0415 - the same

        list_campaigns(titles_of_campaigns)
        register_resolver("donor", DonorResolver())
