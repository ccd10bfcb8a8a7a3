"""Becoming a volunteer by oneself, changing the profile, and what staff check."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import RoleGrant, User
from audit.models import Event
from tests.factories.volunteers import AT, VolunteerFactory
from volunteers.models import FreeTime, InsurancePolicy, Skill, VolunteerProfile
from volunteers.services import registration
from workflow.machine import Refused

pytestmark = pytest.mark.django_db
NUMBER = "410199193802149016"
YOU = {"name": "志演一", "id_number": NUMBER, "phone": "19900000001", "agrees": "on"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["portal_language"] = "en"


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


def step(client, code, data):
    return client.post(f"/volunteers/join/{code}/", data)


def test_anybody_with_an_account_registers_in_five_steps(client, outsider):
    skill = Skill.objects.create(name_zh="吹笛")
    client.force_login(outsider)

    places = [
        step(client, "you", YOU)["Location"],
        step(client, "abilities", {"listed": [skill.pk], "skills": "下棋", "service_fields": ["ecology"]})["Location"],
        step(client, "times", {"times": ["5-morning", "0-early"]})["Location"],
        step(client, "safety", {"emergency_contact": "家属 19900000002", "health_limits": "不能登高"})["Location"],
        step(client, "check", {"declares": "on"})["Location"],
    ]

    profile = VolunteerProfile.objects.get(user=outsider)
    assert places == [
        "/volunteers/join/abilities/",
        "/volunteers/join/times/",
        "/volunteers/join/safety/",
        "/volunteers/join/check/",
        "/volunteers/shifts/",
    ]
    assert (profile.birth_date, profile.sex, profile.id_number_mask) == (
        date(1938, 2, 14),
        "male",
        "4***************16",
    )
    assert [row.skill for row in profile.skill_rows.all()] == [skill]
    assert list(FreeTime.objects.values_list("weekday", "part")) == [(0, "early"), (5, "morning")]
    assert profile.declared_at is not None
    assert User.objects.get(pk=outsider.pk).phone_mask == "199****0001"
    assert list(RoleGrant.objects.filter(user=outsider).values_list("role", flat=True)) == ["volunteer"]


def test_sealed_values_are_never_sent_back(client, volunteer):
    client.force_login(volunteer)
    step(client, "you", YOU)
    step(client, "safety", {"emergency_contact": "家属 19900000002", "health_limits": "不能登高"})

    pages = [page_of(client.get(f"/volunteers/join/{code}/")) for code in ("you", "safety", "check")]
    pages.append(page_of(client.get("/volunteers/me/profile/")))

    profile = VolunteerProfile.objects.get()
    assert [word for word in (NUMBER, "19900000002", "不能登高", "19900000001") if any(word in p for p in pages)] == []
    assert "不能登高" not in profile.health_limits


def test_sealed_values_left_empty_are_kept(client, volunteer):
    client.force_login(volunteer)
    step(client, "you", YOU)
    before = VolunteerProfile.objects.get()

    response = step(client, "you", {"name": "志演二", "id_number": "", "phone": ""})

    after = VolunteerProfile.objects.get()
    assert response.status_code == 302
    assert (after.name, after.id_number) == ("志演二", before.id_number)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"id_number": "410199193802149017"}, ["id_number"]),
        ({"id_number": "", "name": ""}, ["name", "id_number"]),
        ({"phone": "123"}, ["phone"]),
        ({"agrees": ""}, ["agrees"]),
    ],
)
def test_a_wrong_first_step_is_422_and_registers_nobody(client, volunteer, changes, errors):
    client.force_login(volunteer)

    response = step(client, "you", {**YOU, **changes})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == errors
    assert not VolunteerProfile.objects.exists()


def test_one_person_registers_once(client, volunteer, volunteer2):
    for user in (volunteer, volunteer2):
        client.force_login(user)
        response = step(client, "you", YOU)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "id_number": ["This ID number is registered with another account. Please call the federation."]
    }


def test_later_steps_need_the_first(client, volunteer):
    client.force_login(volunteer)

    assert client.get("/volunteers/join/safety/")["Location"] == "/volunteers/join/you/"
    assert client.get("/volunteers/join/nonsense/").status_code == 404
    assert client.get("/volunteers/me/")["Location"] == "/volunteers/join/"


def test_declaring_needs_an_emergency_contact_and_a_minors_guardian():
    without = VolunteerFactory()
    minor = VolunteerFactory(birth_date=AT.date() - timedelta(days=365 * 15))
    registration.update_profile(volunteer=minor, changes={"emergency_contact": "家属"}, by=None, at=AT)

    refusals = []
    for profile in (without, minor):
        with pytest.raises(Refused) as refused:
            registration.declare_true(volunteer=profile, by=profile.user, at=AT)
        refusals.append(str(refused.value))

    assert refusals == [
        "Somebody has to be reachable when you have an accident. Please enter an emergency contact.",
        "You are under 18. Please enter the name and telephone of a parent or guardian.",
    ]


def test_a_minor_is_asked_for_the_guardian(client, volunteer):
    VolunteerFactory(user=volunteer, birth_date=timezone.localdate() - timedelta(days=365 * 15), declared_at=None)
    client.force_login(volunteer)

    response = step(client, "safety", {"emergency_contact": "家属 19900000002"})

    assert sorted(response.context["form"].errors) == ["guardian_name", "guardian_phone"]


def test_who_corrects_his_name_is_checked_again(reviewer):
    profile = VolunteerFactory()
    registration.update_profile(volunteer=profile, changes={"id_number": NUMBER}, by=None, at=AT)
    checked = registration.verify_volunteer(volunteer=profile, by=reviewer, at=AT)

    same = registration.change_identity(volunteer=checked, phone="", name=checked.name, area=None, id_number="", at=AT)
    other = registration.change_identity(volunteer=same, phone="", name="志例九", area=None, id_number="", at=AT)

    assert (same.verified_by, other.verified_by) == (reviewer, None)
    assert Event.objects.filter(code="volunteers.verification_lapsed").count() == 1


def test_nobody_verifies_himself_or_without_a_number(reviewer):
    own, empty = VolunteerFactory(user=reviewer), VolunteerFactory()

    for profile in (own, empty):
        with pytest.raises(Refused):
            registration.verify_volunteer(volunteer=profile, by=reviewer, at=AT)


def test_insuring_takes_the_end_of_the_policy(reviewer):
    policy = InsurancePolicy.objects.create(
        insurer="演示", number="1", valid_from=date(2023, 1, 1), valid_until=date(2023, 12, 31)
    )
    over = InsurancePolicy.objects.create(
        insurer="演示", number="2", valid_from=date(2022, 1, 1), valid_until=date(2022, 12, 31)
    )
    profile = VolunteerFactory()

    insured = registration.insure_volunteer(volunteer=profile, policy=policy, by=reviewer, at=AT)

    assert (insured.insurance_policy, insured.insurance_until) == (policy, date(2023, 12, 31))
    with pytest.raises(Refused):
        registration.insure_volunteer(volunteer=profile, policy=over, by=reviewer, at=AT)


def test_the_sign_up_page_for_volunteers_has_volunteer_chosen(client):
    form = client.get("/accounts/signup/?reason=volunteer").context["form"]

    assert form.fields["reason"].initial == "volunteer"
