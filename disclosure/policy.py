"""The rules of publication and the organisation in force on a day."""

from datetime import date

from disclosure.models import DisclosurePolicy, Organisation


def policy_on(day: date) -> DisclosurePolicy:
    """Before the first row: groups of at least five (fact book §5.6)."""
    found = DisclosurePolicy.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return found or DisclosurePolicy(valid_from=day)


def organisation_on(day: date) -> Organisation | None:
    return Organisation.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
