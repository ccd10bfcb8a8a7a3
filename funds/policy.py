"""The rules of the books in force on a day."""

from datetime import date

from funds.models import BooksPolicy


def policy_on(day: date) -> BooksPolicy:
    """Before the first row, the cautious one: no services in the books, no cash limit, carried forward once a year."""
    return BooksPolicy.objects.filter(valid_from__lte=day).order_by("-valid_from").first() or BooksPolicy(
        valid_from=day
    )
