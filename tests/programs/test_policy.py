"""Policy figures: published in versions, read on a day and in an area, kept by the cases that were judged by them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from audit.models import Event
from payments import sampling
from programs import services
from programs.models import PolicyParameter
from programs.parameters import as_json
from programs.policy import FIGURES
from programs.registry import schemes
from programs.selectors import figure_history, figures_for, figures_in_force
from tests.factories.areas import CommunityFactory, SubdistrictFactory
from tests.factories.programs import ProgramFactory, ProgramTermsFactory
from tests.programs.conftest import AT, ON
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
OF_VOLUNTEERING = {  # read by volunteers.policy, by matching and the board, and when a certificate is issued
    *("credit_grace", "credit_day_limit", "review_above", "second_review_above", "certificate_notice_days"),
    *("checkin_opens", "absence_limit", "absence_memory", "absence_horizon", "star_clean_months"),
    *(f"star_{number}" for number in range(1, 6)),
    *("offer_reply", "offer_short_reply", "offer_short_from", "call_all_from"),
    *("cancel_freely", "standin_until", "newcomers_until"),
    *("suggest_skill", "suggest_free_time", "suggest_same_place", "suggest_near_place", "suggest_been_there"),
    "suggest_within_km",
    *("suggest_field", "suggest_need", "suggest_ahead", "ask_again_after", "shortage_alert_at"),
    *("messages_per_hour", "messages_kept", "return_within", "forecast_ahead", "forecast_look_back"),
}

OF_MEALS = {  # read by porridge_house.policy
    *("meal_difference_share", "meal_offline_hours", "meal_paper_days", "meal_two_shops_minutes", "meal_late_minutes"),
    *("meal_late_share", "meal_pace_cards", "meal_pace_minutes", "meal_typed_share", "meal_signal_least"),
    *("meal_missing_days", "meal_regular_days"),
    *("food_sample_grams", "food_sample_hours", "food_fridge_most", "licence_warn_days"),
}

OF_BANDS = {  # read by wristbands.policy
    *(
        "band_second_after",
        "band_duty_after",
        "band_message_gap",
        "band_silence",
        "band_test_window",
        "band_alert_ends",
    ),
    *("band_notes_kept", "band_scans_kept", "band_link_kept"),
}


def publish(by, value: str = "800.00", **changes) -> PolicyParameter:
    wanted = {
        "code": "dibao_std",
        "effective_from": ON,
        "source": "郑民文〔2023〕1号(演示)",
        "mark": "A",
        "at": AT,
        **changes,
    }
    return services.publish_figure(value=Decimal(value), by=by, **wanted)


def standard(day: date, area=None) -> Decimal:
    return figures_in_force(day, area)["dibao_std"]


def test_before_anything_is_published_the_defaults_stand(db):
    assert figures_in_force(ON) == {code: figure.default for code, figure in FIGURES.items()}


def test_a_value_counts_from_its_first_day_until_the_next(approver):
    publish(approver, "730.00", effective_from=date(2023, 1, 1))
    publish(approver, "760.00", effective_from=date(2023, 7, 1))

    days = (date(2023, 1, 1), date(2023, 6, 30), date(2023, 7, 1), date(2030, 1, 1))
    assert [standard(day) for day in days] == [Decimal(v) for v in ("730.00", "730.00", "760.00", "760.00")]


def test_a_correction_of_the_same_day_replaces_the_value(approver):
    publish(approver, "730.00")
    publish(approver, "740.00")

    assert standard(ON) == Decimal("740.00")
    assert [row.version for row in figure_history(PolicyParameter.objects.first())] == [2, 1]


def test_a_value_that_has_run_out_stands_until_a_new_one_comes(approver):
    publish(approver, "800.00", effective_from=date(2023, 1, 1))
    publish(approver, "900.00", effective_from=date(2023, 3, 1), effective_to=date(2023, 4, 30))

    assert [standard(day) for day in (date(2023, 4, 30), date(2023, 5, 1))] == [Decimal("900.00"), Decimal("800.00")]

    publish(approver, "41.00", code="average_income", effective_to=ON)
    assert figures_in_force(date(2024, 1, 1))["average_income"] == Decimal("41.00")


def test_the_nearest_area_wins(approver):
    town = SubdistrictFactory()
    village = CommunityFactory(parent=town)
    elsewhere = CommunityFactory()
    publish(approver, "800.00")
    publish(approver, "700.00", area=town, effective_from=date(2023, 1, 1))

    assert [standard(ON, area) for area in (None, elsewhere, town, village)] == [
        Decimal(v) for v in ("800.00", "800.00", "700.00", "700.00")
    ]
    assert [row.version for row in PolicyParameter.objects.order_by("pk")] == [1, 1]


def test_publishing_is_an_event(approver):
    publish(approver, "730.00", effective_from=date(2023, 1, 1))
    row = publish(approver, "760.00")

    event = Event.objects.order_by("pk").last()
    assert (event.code, event.subject_id, event.data) == (
        "programs.figure_published",
        row.pk,
        {
            "figure": "dibao_std",
            "area": None,
            "version": 2,
            "value": "760.00",
            "effective_from": "2023-09-05",
            "was": "730.00",
        },
    )


@pytest.mark.parametrize(
    "changes", [{"value": "0.00"}, {"source": "  "}, {"effective_to": date(2023, 9, 4)}], ids=["zero", "source", "end"]
)
def test_bad_values_publish_nothing(approver, changes):
    with pytest.raises(services.BadFigure):
        publish(approver, **changes)
    with pytest.raises(services.UnknownFigure):
        publish(approver, code="nothing")

    assert PolicyParameter.objects.count() == 0


@pytest.mark.parametrize("who", ["worker", "officer", "reviewer", "accountant", "auditor", "applicant", "outsider"])
def test_only_approvers_and_administrators_publish(cast, who):
    with pytest.raises(NotAllowed):
        publish(cast[who])

    assert (PolicyParameter.objects.count(), Event.objects.filter(code="programs.figure_published").count()) == (0, 0)


@pytest.mark.both_databases
def test_a_published_value_can_be_neither_changed_nor_deleted(approver):
    row = publish(approver)

    for change in (lambda: PolicyParameter.objects.update(value=1), lambda: row.delete()):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()

    assert PolicyParameter.objects.get().value == Decimal("800.00")


def test_what_is_not_sure_asks_for_confirmation(approver):
    doubtful = publish(approver, mark="C")
    confirmed = publish(approver, mark="C", confirmed_by="高新区社会事业局")

    assert [row.needs_confirmation for row in (doubtful, confirmed, publish(approver))] == [True, False, False]


def test_terms_read_the_figures_of_their_scheme(approver):
    terms = ProgramTermsFactory(program=ProgramFactory(scheme_code="judicial_aid_fund"))
    publish(approver, "800.00")

    values = terms.values_with(figures_for(terms.program.scheme, on=ON))

    assert (values["dibao_std"], values["wage_per_month"]) == (Decimal("800.00"), Decimal("5971.25"))
    assert values.keys() == terms.program.scheme.default_parameters().keys()


def test_terms_from_before_keep_the_figure_that_they_held(approver):
    """Until this version the standard was a parameter of the judicial fund."""
    program = ProgramFactory(scheme_code="judicial_aid_fund")
    old = {**as_json(program.scheme.parameters.defaults()), "dibao_std": "730.00", "wage_per_month": "5971.25"}
    terms = ProgramTermsFactory(program=program, parameters=old)
    publish(approver, "800.00")

    assert terms.values_with(figures_in_force(ON))["dibao_std"] == Decimal("730.00")


def test_every_figure_is_read_by_some_scheme_by_the_payments_or_by_volunteering():
    of_schemes = {code for scheme in schemes() for code in scheme.policy}
    assert of_schemes | set(sampling.FIGURES) | OF_VOLUNTEERING | OF_MEALS | OF_BANDS == set(FIGURES)


def test_the_back_office_publishes_and_shows_the_history(client, approver):
    client.force_login(approver)
    publish(approver, "730.00", mark="C", effective_from=date(2023, 1, 1))
    data = {"code": "dibao_std", "value": "760", "effective_from": "2023-07-01", "source": "公告", "mark": "A"}

    response = client.post("/admin/programs/policyparameter/add/", data)

    assert response.status_code == 302
    row = PolicyParameter.objects.get(version=2)
    assert (row.value, row.published_by, row.confirmed_by) == (Decimal("760.00"), approver, "")
    page = client.get(f"/admin/programs/policyparameter/{row.pk}/change/").content.decode()
    assert "730.00" in page
    assert "待确认" in page
    assert client.post(f"/admin/programs/policyparameter/{row.pk}/change/", data).status_code == 403


def test_the_back_office_says_what_is_wrong_with_a_value(client, approver):
    client.force_login(approver)
    data = {"code": "dibao_std", "value": "0", "effective_from": "2023-07-01", "source": "公告", "mark": "A"}

    response = client.post("/admin/programs/policyparameter/add/", {**data, "effective_to": "2023-06-30"})

    assert response.status_code == 200
    assert sorted(response.context["adminform"].form.errors) == ["effective_to", "value"]
    assert PolicyParameter.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, approver, django_assert_num_queries, count):
    client.force_login(approver)
    for _i in range(count):
        publish(approver, at=datetime(2023, 9, 5, 3, 0, tzinfo=UTC))

    with django_assert_num_queries(9):
        response = client.get("/admin/programs/policyparameter/")

    assert len(response.context["cl"].result_list) == count
