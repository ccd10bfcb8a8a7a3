"""The screener hints, stores nothing, and asks nothing twice."""

import pytest
from django.contrib.sessions.models import Session

from audit.models import Event
from programs.demo import load_demo_programs
from programs.screener import form_for
from tests.programs.conftest import AT, ON

pytestmark = pytest.mark.django_db
PUPIL = {"about_student_aid": "yes", "stage": "junior", "school_in_zone": "yes", "hardship_claimed": "DIBAO"}


@pytest.fixture
def demo(approver):
    return load_demo_programs(approver, AT)


def fits(client, **answers):
    response = client.post("/programs/check/", answers)
    assert response.status_code == 200
    return {fit.program.slug: (fit.may_fit, fit.reasons) for fit in response.context["fits"]}


def test_a_family_in_hardship_with_a_pupil_may_fit(client, demo):
    assert fits(client, **PUPIL) == {"student-aid": (True, [])}


def test_reasons_against_are_told(client, demo):
    found = fits(client, **{**PUPIL, "stage": "other", "hardship_claimed": "NONE"})

    assert [s[:12] for s in found["student-aid"][1]] == ["就读于小学、初中、高中或", "家庭或孩子属于下列情形之"]


def test_what_fits_comes_first(client, demo):
    answers = {**PUPIL, "stage": "other", "about_employee_illness_aid": "yes", "cause": "illness"}

    assert list(fits(client, **answers)) == ["employee-illness-aid", "student-aid"]


def test_nothing_chosen_gives_no_hint(client, demo):
    assert fits(client) == {}


def test_a_bad_date_is_shown_beside_its_field(client, demo):
    response = client.post("/programs/check/", {"birth_date": "yesterday"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["birth_date"]


def test_nothing_is_stored(client, demo):
    before = (Event.objects.count(), Session.objects.count())

    fits(client, **PUPIL)

    assert (Event.objects.count(), Session.objects.count()) == before


def test_a_question_of_several_schemes_is_asked_once(demo):
    names = [name for name in form_for(ON).fields]

    assert len(names) == len(set(names))
    assert names[:4] == ["birth_date", "hukou_in_zone", "hardship_claimed", "about_student_aid"]
    assert "about_judicial_aid_fund" in names


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_page_needs_few_queries(client, demo, django_assert_max_num_queries, verb):
    with django_assert_max_num_queries(4):
        getattr(client, verb)("/programs/check/")
