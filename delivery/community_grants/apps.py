from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityGrantsConfig(AppConfig):
    name = "delivery.community_grants"
    verbose_name = _("Community grants")
