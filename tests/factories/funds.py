"""Smallest valid funds. Money gets in through the services, so that the books always balance."""

from datetime import UTC, datetime

import factory

from funds import services
from funds.models import Fund, FundKind

AT = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)  # 5 September 2023, 10:00 in Zhengzhou


class FundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fund

    code = factory.Sequence(lambda n: f"fund-{n}")
    name_zh = "困难中小学生救助专项基金"
    name_en = "Student aid fund"
    custodian = "郑州高新区慈善总会"
    kind = FundKind.RESTRICTED
    opened_at = AT


def fund_with(amount_fen: int, **fields) -> Fund:
    """A fund that received `amount_fen` from one donation."""
    fund = FundFactory(**fields)
    services.credit_fund(
        fund=fund, amount_fen=amount_fen, source=f"donations.donation:{fund.pk}", memo_code="donation", by=None, at=AT
    )
    return fund
