"""Who acts for a pupil: from 18 years on the pupil, who is paid himself; a guardian only without legal capacity.

Source: Civil Code, articles 17, 18, 21, 22 and 28.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications.facts import birth_date_of
from beneficiaries.ages import is_minor
from programs.scheme import Scheme

LACKS_CAPACITY = "lacks_capacity"


def acts_alone(scheme: Scheme, person: Mapping[str, Any], on: date) -> bool:
    """Whether the page of a child's scheme names an adult who acts alone. `person` are the answers of that page."""
    born = birth_date_of(str(person.get("id_number", "")))
    if not scheme.is_for_minors or born is None:
        return False
    return not is_minor(born, on) and person.get(LACKS_CAPACITY) is not True
