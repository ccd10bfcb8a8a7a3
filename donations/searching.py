"""Finding a donor by what he says: name, number, telephone. Sealed numbers are found by their blind index."""

from django.db.models import Q, QuerySet

from donations.models import Donor
from protection.indexing import index_of
from protection.normalising import code_like
from protection.validators import eighteen_characters
from web.references import normalise_reference


def found_donors(donors: QuerySet[Donor], text: str) -> QuerySet[Donor]:
    """A part of the name, or exactly reference, ID number, credit code or telephone."""
    text = text.strip()
    number = eighteen_characters(text) or text
    return donors.filter(
        Q(name__contains=text)
        | Q(reference=normalise_reference(text))
        | Q(credit_code=code_like(text))
        | Q(id_number_index=index_of(Donor, "id_number", number))
        | Q(phone_index=index_of(Donor, "phone", text))
    )
