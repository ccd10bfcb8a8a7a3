"""Programs change through services, and terms never change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from audit.models import Event
from programs import services
from programs.models import Program, ProgramTerms
from programs.parameters import BadParameters
from programs.registry import UnknownScheme, scheme
from tests.factories.funds import FundFactory
from tests.factories.programs import ProgramFactory, ProgramTermsFactory
from tests.programs.conftest import AT, ON
from workflow.machine import IllegalTransition, NotAllowed

pytestmark = pytest.mark.django_db
DEFAULTS = scheme("student_aid").parameters.defaults()


def publish(program, by, **changes):
    wanted = {"parameters": DEFAULTS, "valid_from": ON, "source": "会议纪要〔2023〕1号", "at": AT, **changes}
    return services.publish_terms(program=program, by=by, **wanted)


def events() -> list[tuple]:
    return list(Event.objects.filter(subject_type="programs.program").order_by("pk").values_list("code", "data"))


def create(by, **changes):
    wanted = {
        "slug": "student-aid",
        "scheme_code": "student_aid",
        "title_zh": "困难中小学生救助",
        "summary_zh": "学年助学金",
        "budget_fen": 28_600_000,
        "opens_on": ON,
        "at": AT,
        **changes,
    }
    return services.create_program(by=by, **wanted)


def test_a_program_is_created_planned(approver):
    program = create(approver, fund=FundFactory(code="student-aid"))

    assert (program.state, program.version, program.closes_on) == ("planned", 0, None)
    assert events() == [("programs.created", {"scheme": "student_aid", "fund": "student-aid"})]


def test_a_program_needs_a_known_scheme(approver):
    with pytest.raises(UnknownScheme):
        create(approver, fund=FundFactory(), scheme_code="nothing")


@pytest.mark.parametrize("who", ["worker", "officer", "reviewer", "accountant", "auditor", "applicant", "outsider"])
def test_only_approvers_and_administrators_change_programs(planned, cast, who):
    for call in (
        lambda: create(cast[who], fund=FundFactory(), slug="other"),
        lambda: publish(planned, cast[who]),
        lambda: services.open_program(program=planned, by=cast[who], at=AT),
        lambda: services.close_program(program=planned, by=cast[who], at=AT),
        lambda: services.update_guide(program=planned, changes={"phone": "1"}, by=cast[who], at=AT),
    ):
        with pytest.raises(NotAllowed):
            call()

    assert events() == []


def test_terms_are_numbered_and_say_what_changed(planned, approver):
    first = publish(planned, approver)
    second = publish(
        planned, approver, parameters={**DEFAULTS, "junior_yuan": "1300"}, valid_from=ON + timedelta(days=9)
    )

    assert (first.version, second.version) == (1, 2)
    assert second.parameters["junior_yuan"] == "1300"
    assert second.values["junior_yuan"] == 1300
    assert events()[1] == (
        "programs.terms_published",
        {"version": 2, "valid_from": "2023-09-14", "changed": ["junior_yuan"]},
    )


def test_the_first_terms_may_begin_in_the_past_and_later_ones_not(planned, approver):
    publish(planned, approver, valid_from=date(2023, 1, 1))

    with pytest.raises(services.BackdatedTerms):
        publish(planned, approver, valid_from=ON - timedelta(days=1))

    assert publish(planned, approver, valid_from=ON).version == 2


def test_today_is_the_day_in_zhengzhou(planned, approver):
    publish(planned, approver)
    late = datetime(2023, 9, 5, 17, 0, tzinfo=UTC)  # 01:00 of 6 September there

    with pytest.raises(services.BackdatedTerms):
        publish(planned, approver, valid_from=ON, at=late)


def test_bad_terms_publish_nothing(planned, approver):
    with pytest.raises(BadParameters):
        publish(planned, approver, parameters={**DEFAULTS, "junior_yuan": "a lot"})
    with pytest.raises(services.ProgramRefused):
        publish(planned, approver, source="  ")

    assert (ProgramTerms.objects.count(), events()) == (0, [])


def test_a_program_opens_closes_and_opens_again(planned, approver):
    with pytest.raises(services.NoTermsInForce):
        services.open_program(program=planned, by=approver, at=AT)
    publish(planned, approver)

    opened = services.open_program(program=planned, by=approver, at=AT)
    closed = services.close_program(program=opened, by=approver, at=AT)
    again = services.open_program(program=closed, by=approver, at=AT)

    assert [p.state for p in (opened, closed, again)] == ["open", "closed", "open"]
    with pytest.raises(IllegalTransition):
        services.open_program(program=again, by=approver, at=AT)
    assert [code for code, _data in events()][1:] == ["programs.opened", "programs.closed", "programs.opened"]


def test_a_program_opens_before_its_round_begins_if_terms_will_be_in_force(approver):
    program = ProgramFactory(opens_on=ON + timedelta(days=30))
    publish(program, approver, valid_from=ON + timedelta(days=30))

    assert services.open_program(program=program, by=approver, at=AT).state == "open"


def test_the_guide_changes_with_an_event_and_only_its_texts(program, approver):
    before = len(events())

    services.update_guide(
        program=program, changes={"phone": "0371-00000001", "title_zh": program.title_zh}, by=approver, at=AT
    )
    services.update_guide(program=program, changes={"phone": "0371-00000001"}, by=approver, at=AT)

    assert events()[before:] == [("programs.guide_updated", {"fields": ["phone"]})]
    with pytest.raises(services.UnknownGuideField):
        services.update_guide(program=program, changes={"budget_fen": 1}, by=approver, at=AT)


@pytest.mark.both_databases
def test_the_database_refuses_to_change_or_delete_terms(planned):
    terms = ProgramTermsFactory(program=planned)

    for change in (
        lambda: ProgramTerms.objects.filter(pk=terms.pk).update(source="other"),
        lambda: ProgramTerms.objects.filter(pk=terms.pk)._raw_delete("default"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramTermsFactory(program=planned, version=1)


@pytest.mark.both_databases
def test_the_database_refuses_a_state_without_its_event(planned):
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Program.objects.filter(pk=planned.pk).update(state="open", version=1)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ProgramFactory(state="open")


@pytest.mark.both_databases
@pytest.mark.parametrize("wrong", [{"budget_fen": -1}, {"closes_on": date(2020, 1, 1)}])
def test_the_database_refuses_impossible_programs(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramFactory(**wrong)
