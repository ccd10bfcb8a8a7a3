"""Which organisations the list of spending names: grantees, and companies under contract with a program.

The supplier of other goods is named where the slip says that he is an organisation; the rest is "a supplier", because a
shop may be a person.
"""

from collections.abc import Collection

from delivery.community_grants.fund_sources import grantees
from delivery.porridge_house.fund_sources import companies
from delivery.wristbands.fund_sources import suppliers

NAMED = (grantees, companies, suppliers)


def organisations_of(sources: Collection[str]) -> dict[str, str]:
    """By source of the voucher; one query per kind of source that is among them."""
    return {source: name for named in NAMED for source, name in named(sources).items()}
