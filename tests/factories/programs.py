"""The smallest valid program and its terms."""

from datetime import UTC, date, datetime

import factory

from programs.models import Program, ProgramTerms
from programs.parameters import as_json
from programs.registry import scheme
from tests.factories.accounts import UserFactory
from tests.factories.funds import FundFactory

AT = datetime(2023, 9, 1, 1, 0, tzinfo=UTC)


class ProgramFactory(factory.django.DjangoModelFactory):
    """A planned program; tests open it through the service. `slug` and texts say the scheme."""

    class Meta:
        model = Program
        skip_postgeneration_save = True

    scheme_code = "student_aid"
    slug = factory.Sequence(lambda n: f"program-{n}")
    title_zh = "困难中小学生救助"
    title_en = "Aid for pupils in hardship"
    summary_zh = "为高新区困难家庭的中小学生发放学年助学金。"
    fund = factory.SubFactory(FundFactory)
    budget_fen = 28_600_000
    opens_on = date(2023, 9, 1)
    state = "planned"
    state_since = AT


class ProgramTermsFactory(factory.django.DjangoModelFactory):
    """The first terms of a program, with the scheme's defaults."""

    class Meta:
        model = ProgramTerms

    program = factory.SubFactory(ProgramFactory)
    version = 1
    valid_from = date(2023, 1, 1)
    parameters = factory.LazyAttribute(lambda o: as_json(scheme(o.program.scheme_code).parameters.defaults()))
    source = "演示数据"
    published_by = factory.SubFactory(UserFactory)
    published_at = AT
