"""Loads the rules of the books that the law gives; the federation adds its own in the back office."""

from datetime import date

from django.db import migrations

RULES = [
    (date(2005, 1, 1), False, "《民间非营利组织会计制度》（财会〔2004〕7号）"),
    (date(2026, 1, 1), True, "《民间非营利组织会计制度》（2026年1月1日起施行）：能够计量的服务捐赠入账"),
]


def load(apps, _schema_editor):
    BooksPolicy = apps.get_model("funds", "BooksPolicy")
    for valid_from, books_services, source in RULES:
        BooksPolicy.objects.get_or_create(
            valid_from=valid_from, defaults={"books_services": books_services, "source": source}
        )


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_every_entry_of_the_books")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
