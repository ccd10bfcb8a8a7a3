"""Lists that models and forms choose from. Callables, so that a longer list needs no migration."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choice = tuple[str, str | Promise]

SEXES: tuple[Choice, ...] = (("female", _("female")), ("male", _("male")))

OLD_ID_TYPE = "old_resident_id"  # an old roster knows the person by it; its present form has 18 characters

ID_TYPES: tuple[Choice, ...] = (
    ("resident_id", _("resident identity card")),
    ("hkmt_permit", _("residence permit for Hong Kong, Macao or Taiwan residents")),
    ("permanent_resident", _("foreign permanent resident identity card")),
    (OLD_ID_TYPE, _("old identity number of 15 digits")),
    ("passport", _("passport")),
    ("none", _("no document yet")),
)
CHECKED_ID_TYPES = frozenset({"resident_id", "hkmt_permit"})  # 18 characters with date and check digit

# GB/T 4761, shortened to what the schemes ask. "self" is the head of the household, or the signer himself.
RELATIONS: tuple[Choice, ...] = (
    ("self", _("self")),
    ("spouse", _("spouse")),
    ("child", _("son or daughter")),
    ("grandchild", _("grandchild")),
    ("parent", _("father or mother")),
    ("grandparent", _("grandfather or grandmother")),
    ("sibling", _("brother or sister")),
    ("in_law", _("relative by marriage")),
    ("other_guardian", _("guardian appointed by court or community")),
    ("other", _("other")),
)

CHANNELS: tuple[Choice, ...] = (
    ("portal", _("in the portal")),
    ("paper", _("on paper")),
    ("telephone", _("by telephone, recorded")),
)


@dataclass(frozen=True)
class Category:
    """A hardship category (domain fact book §7.6); `is_official`: another office issues a paper for it."""

    code: str
    label: str | Promise
    is_official: bool = True


_CATEGORIES = (
    Category("DESTITUTE", _("destitute person")),
    Category("DIBAO", _("minimum living guarantee")),
    Category("DIBAO_SINGLE", _("minimum living guarantee as a single person")),
    Category("MARGINAL", _("just above the minimum living guarantee")),
    Category("RIGID_EXPENDITURE", _("family with unavoidable high expenses")),
    Category("RELAPSE_MONITOR", _("monitored against falling back into poverty")),
    Category("ORPHAN", _("orphan")),
    Category("DE_FACTO_UNATTENDED", _("child whom nobody can look after")),
    Category("DISABLED", _("person with a disability certificate")),
    Category("SUDDEN", _("sudden severe hardship"), is_official=False),
    Category("OTHER", _("other hardship"), is_official=False),
)
CATEGORIES: dict[str, Category] = {category.code: category for category in _CATEGORIES}


def sex_choices() -> list[Choice]:
    return list(SEXES)


def id_type_choices() -> list[Choice]:
    return list(ID_TYPES)


def relation_choices() -> list[Choice]:
    return list(RELATIONS)


def channel_choices() -> list[Choice]:
    return list(CHANNELS)


def category_choices() -> list[Choice]:
    return [(category.code, category.label) for category in _CATEGORIES]
