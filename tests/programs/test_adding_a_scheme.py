"""One file and one line: a further scheme works without touching anything else, and the guide for it is true."""

from pathlib import Path

import pytest

from programs import registry
from programs.services import create_program, open_program, publish_terms
from tests import test_every_scheme as contract
from tests.factories.funds import FundFactory
from tests.programs.conftest import AT, ON

MODULE = "tests.programs.fixtures.warm_winter_aid"
HERE = Path(__file__).parent
GUIDE = HERE.parent.parent / "docs" / "adding-a-scheme.md"


@pytest.fixture
def warm_winter_aid(settings):
    settings.AID_SCHEMES = [*settings.AID_SCHEMES, MODULE]
    return registry.scheme("warm_winter_aid")


def test_the_scheme_is_in_the_registry(warm_winter_aid):
    assert [s.code for s in registry.schemes()][-1] == "warm_winter_aid"
    assert registry.scheme_choices()[-1] == ("warm_winter_aid", warm_winter_aid.title)


def test_without_the_line_it_is_unknown():
    with pytest.raises(registry.UnknownScheme):
        registry.scheme("warm_winter_aid")


def test_it_keeps_the_contract(warm_winter_aid, subtests):
    for check in (
        contract.test_codes_are_unique_and_known,
        contract.test_every_fact_is_a_question_or_declared,
        contract.test_a_question_is_asked_once,
        contract.test_parameters_have_defaults_with_sources_that_survive_storage,
        contract.test_every_rule_says_no_and_yes_in_some_example,
        contract.test_nothing_known_is_never_an_entitlement,
        contract.test_the_judgement_survives_storage_without_sensitive_values,
        contract.test_forms_render_accessibly_and_read_back_what_they_stored,
        contract.test_answers_survive_storage,
        contract.test_every_sentence_can_be_said,
        contract.test_papers_of_a_case_are_those_of_the_guide,
        contract.test_goods_and_money_are_kept_apart,
        contract.test_confidential_schemes_are_never_published,
    ):
        with subtests.test(check.__name__):
            check(warm_winter_aid)
    contract.test_examples_are_judged_as_written(warm_winter_aid, subtests)


@pytest.mark.django_db
def test_catalogue_guide_and_back_office_follow(client, warm_winter_aid, approver):
    program = create_program(
        slug="warm-winter-aid",
        scheme_code="warm_winter_aid",
        title_zh="暖冬补贴",
        summary_zh="每个冬天一次",
        fund=FundFactory(),
        budget_fen=1_000_000,
        opens_on=ON,
        by=approver,
        at=AT,
    )
    parameters = warm_winter_aid.parameters.defaults()
    publish_terms(program=program, parameters=parameters, valid_from=ON, source="演示", by=approver, at=AT)
    open_program(program=program, by=approver, at=AT)
    client.force_login(approver)

    assert "暖冬补贴" in client.get("/programs/").content.decode()
    assert "600.00" in client.get("/programs/warm-winter-aid/").content.decode()
    assert "600.00" in client.get(f"/admin/programs/program/{program.pk}/publish-terms/").content.decode()


def test_the_guide_shows_the_file_as_it_is():
    assert (HERE / "fixtures" / "warm_winter_aid.py").read_text() in GUIDE.read_text()
