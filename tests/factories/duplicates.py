"""Two records that may be one person."""

import factory

from beneficiaries.models import DuplicatePair
from tests.factories.beneficiaries import NOW, PersonFactory


class DuplicatePairFactory(factory.django.DjangoModelFactory):
    """Give `first` before `second`: the older record has the smaller key."""

    class Meta:
        model = DuplicatePair

    reference = factory.Sequence(lambda n: f"CF-{n + 22222222}")
    first = factory.SubFactory(PersonFactory)
    second = factory.SubFactory(PersonFactory, name="张演伊")
    score = 20
    reasons = [["name_sounds_same", 8], ["birth_same", 11], ["sex_same", 1]]
    found_at = NOW
    state = "open"
    state_since = NOW
