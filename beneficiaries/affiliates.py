"""Who of the council and the donors is, or lives with, the person of a case."""

from beneficiaries.models import Affiliate, Person
from beneficiaries.selectors import records_at_home_with


def affiliates_tied_to(person: Person) -> list[Affiliate]:
    """Recognised by blind index of ID number and telephone, in every record of the person and of those at home with
    him; two queries more when nobody matches."""
    rows = Person.objects.filter(pk__in=records_at_home_with(person)).values_list("id_number_index", "phone_index")
    numbers = {number for number, _phone in rows if number}
    phones = {phone for _number, phone in rows if phone}
    return list(Affiliate.objects.tied_by(numbers, phones).order_by("pk"))
