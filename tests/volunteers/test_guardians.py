"""When a guardian counts as another person, who has to agree anew."""

from datetime import date

import pytest

from accounts.services import change_phone
from audit.models import Event
from notifications.messages import messages_about, write
from notifications.recipients import user_recipient
from tests.factories.accounts import UserFactory
from tests.factories.families import agreed
from tests.factories.volunteers import AT, TeamFactory, VolunteerFactory
from volunteers import services
from volunteers.models import TeamMembership, VolunteerProfile
from volunteers.services.persons import Person

pytestmark = pytest.mark.django_db
MOTHER, FATHER = "19900000021", "19900000022"
CHILD = Person(
    name="监演娃",
    id_number="410199201501012021",
    birth_date=date(2015, 1, 1),
    contact_name="演妈妈",
    contact_phone=MOTHER,
)


def minor_of(name="演母亲", phone=MOTHER, **fields):
    minor = VolunteerFactory(birth_date=AT.date().replace(year=2010), **fields)
    first = {"guardian_name": name, "guardian_phone": phone, "guardian_consent_on": AT.date()}
    return services.update_profile(volunteer=minor, changes=first, by=minor.user, at=AT)


def still_agrees(minor, **changes) -> bool:
    services.update_profile(volunteer=minor, changes=changes, by=minor.user, at=AT)
    return VolunteerProfile.objects.get(pk=minor.pk).guardian_consent_on is not None


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"guardian_phone": MOTHER, "guardian_name": "演母亲"}, True),
        ({"guardian_name": "演 母亲"}, True),
        ({"guardian_phone": f"+86 {MOTHER}"}, True),
        ({"skills": "画画"}, True),
        ({"guardian_phone": FATHER}, False),  # the same name with another number
        ({"guardian_name": "演父亲"}, False),
        ({"guardian_name": "演父亲", "guardian_phone": FATHER}, False),
    ],
)
def test_without_an_account_name_and_number_say_who_it_is(changes, stays):
    assert still_agrees(minor_of(), **changes) is stays


def test_a_number_of_before_there_was_an_index_is_compared_by_its_mask():
    minor = minor_of()
    VolunteerProfile.objects.filter(pk=minor.pk).update(guardian_phone_index=None)

    assert still_agrees(minor, guardian_phone=MOTHER)
    VolunteerProfile.objects.filter(pk=minor.pk).update(guardian_phone_index=None)
    assert not still_agrees(minor, guardian_phone="18800000021")


def test_a_guardian_with_an_account_stays_the_same_person_with_another_number_or_spelling():
    parent = UserFactory(display_name="演妈妈")
    change_phone(user=parent, phone=FATHER, by=parent, at=AT)
    link = agreed(CHILD, by=parent, relation="parent")
    minor = VolunteerProfile.objects.get(pk=link.volunteer_id)
    assert (minor.guardian_account, minor.guardian_consent_on) == (parent, AT.date())

    assert still_agrees(minor, guardian_name="演媽媽", guardian_phone=FATHER)
    assert not still_agrees(minor, guardian_name="演爸爸", guardian_phone="18800000022")
    assert VolunteerProfile.objects.get(pk=minor.pk).guardian_account is None


def test_the_minor_and_the_leaders_of_his_teams_hear_that_the_new_guardian_is_to_be_asked():
    minor, team = minor_of(name="演母亲", phone=MOTHER), TeamFactory()
    TeamMembership.objects.create(team=team, person=minor.user, role="member", since=AT.date())

    still_agrees(minor, guardian_name="演父亲", guardian_phone=FATHER)

    [message] = messages_about("volunteers.guardian_consent_lapsed")
    event = Event.objects.get(code="volunteers.guardian_consent_lapsed")
    own, leader = user_recipient(minor.user_id), user_recipient(team.leader_id)
    assert message.recipients(event) == [own, leader]
    titles = [write(message, "in_app", message.context(event, person))[0] for person in (own, leader)]
    assert titles == ["您的监护人已变更，需要新的监护人同意", f"{minor.name}的监护人已变更：请征得同意"]
    assert message.still_applies(event, own)
    services.update_profile(volunteer=minor, changes={"guardian_consent_on": AT.date()}, by=None, at=AT)
    assert not message.still_applies(event, own)
