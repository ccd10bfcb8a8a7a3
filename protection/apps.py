from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ProtectionConfig(AppConfig):
    name = "protection"
    verbose_name = _("Personal data protection")

    def ready(self) -> None:
        autodiscover_modules("revealing")
        post_migrate.connect(make_keys, sender=self)


def make_keys(**_kwargs) -> None:
    """Makes each key when the tables are made, outside of any request, so that no two processes race to make it."""
    # The app registry is complete only now.
    from protection import fields, indexing, keys  # noqa: PLC0415

    if keys.check_configured() or "protection_wrappedkey" not in connection.introspection.table_names():
        return
    keys.make_missing(
        [
            indexing.index_purpose(model, field.name)
            for model in apps.get_models()
            for field in fields.sealed_fields_of(model)
            if fields.has_index(field)
        ]
    )
