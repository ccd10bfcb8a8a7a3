"""Reading messages."""

from django.contrib.auth.models import AbstractBaseUser

from notifications.models import Delivery, Preference, Wish

COUNTED_UP_TO = 100


def unread_count(user: AbstractBaseUser) -> int:
    """How many messages a person has not read, counted up to 100. One query on a small index."""
    unread = Delivery.objects.visible_to(user).unread().order_by().values_list("pk", flat=True)
    return len(unread[:COUNTED_UP_TO])  # cheaper than COUNT of a subquery: every page of the desk asks


def wishes_of(user: AbstractBaseUser) -> dict[tuple[str, str], str]:
    """(category, channel) → wish, for those that differ from "when needed"."""
    rows = Preference.objects.filter(user_id=user.pk).exclude(wish=Wish.WHEN_NEEDED)
    return {(category, code): wish for category, code, wish in rows.values_list("category", "channel", "wish")}
