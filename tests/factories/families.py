"""Family that signs up volunteers without an account."""

from tests.factories.accounts import UserFactory
from tests.factories.volunteers import AT, TeamFactory
from volunteers.services import families
from volunteers.services.persons import Person

ELDER = Person(
    name="演奶奶",
    id_number="410199194001012022",
    birth_date=None,
    sex="female",
    contact_name="演女儿",
    contact_phone="19900000002",
)


def asked(person: Person = ELDER, *, by=None, team=None, relation="child", at=AT):
    """A link that waits for the volunteer's agreement."""
    by, team = by or UserFactory(), team or TeamFactory()
    return families.ask_to_act(person=person, relation=relation, team=team, by=by, at=at)


def agreed(person: Person = ELDER, *, at=AT, **fields):
    """A link that a leader of the team has confirmed at the desk."""
    link = asked(person, at=at, **fields)
    return families.confirm_at_desk(link=link, agreement="in_person", evidence="", by=link.team.leader, at=at)
