"""How many cases fit the filters, and what was proposed and approved for them: one query for page links and totals."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.utils.functional import cached_property


@dataclass(frozen=True)
class Totals:
    count: int
    proposed_fen: int
    approved_fen: int


class TotalsPaginator(Paginator):
    """A paginator whose count comes with the sums."""

    @cached_property
    def totals(self) -> Totals:
        sums = self.object_list.order_by().aggregate(
            count=Count("pk"), proposed=Sum("proposed_amount_fen"), approved=Sum("approved_amount_fen")
        )
        return Totals(sums["count"], sums["proposed"] or 0, sums["approved"] or 0)

    def page(self, number):
        """Finds the rows of the page on the index, and only then reads them with what they show."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        ids = self.object_list.values("pk")[bottom : bottom + self.per_page]
        return self._get_page(self.object_list.filter(pk__in=ids), number, self)

    @cached_property
    def count(self) -> int:
        return self.totals.count
