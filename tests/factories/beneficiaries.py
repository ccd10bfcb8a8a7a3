"""The smallest valid person and what belongs to him. `PERSONS` are the fictional people of the demo."""

from datetime import UTC, date, datetime

import factory

from beneficiaries.models import (
    Consent,
    ConsentText,
    Document,
    GuardianLink,
    HardshipCertificate,
    Household,
    HouseholdMember,
    Person,
)
from protection.sealing import seal
from tests.factories.areas import CommunityFactory

NOW = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
PERSONS = {
    "张演一": "410199193802149016",
    "李示二": "410199194109079026",
    "王例三": "410199194809059034",
    "赵演四": "410199194809069048",
    "钱示五": "410199195501019057",
    "孙例六": "410199197003159064",
    "周演七": "410199198211109074",
    "吴示八": "410199199012319081",
    "郑例九": "410199200506209099",
    "冯演十": "41019920090905911X",
    "陈示甲": "410199200909069123",
    "褚例乙": "410199201202299130",
    "卫演丙": "410199201609019145",
}


class PersonFactory(factory.django.DjangoModelFactory):
    """Without a document unless `id_number` is given; `phone`, `bank_account` and `address` are sealed."""

    class Meta:
        model = Person

    reference = factory.Sequence(lambda n: f"RY-{n + 222222}")
    name = "张演一"
    area = factory.SubFactory(CommunityFactory)
    registered_at = NOW

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        sealed = {
            name: kwargs.pop(name) for name in ("id_number", "phone", "bank_account", "address") if name in kwargs
        }
        kwargs.setdefault("id_type", "resident_id" if sealed.get("id_number") else "none")
        person = model_class(*args, **kwargs)
        for name, plain in sealed.items():
            seal(person, name, plain)
        person.save()
        return person


class HouseholdFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Household

    reference = factory.Sequence(lambda n: f"JT-{n + 222222}")
    head = factory.SubFactory(PersonFactory)
    area = factory.SelfAttribute("head.area")
    opened_at = NOW


class HouseholdMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HouseholdMember

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    relation = "child"
    valid_from = date(2020, 1, 1)


class GuardianLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuardianLink

    ward = factory.SubFactory(PersonFactory, name="陈示甲")
    guardian = factory.SubFactory(PersonFactory, name="吴示八")
    relation = "parent"
    valid_from = date(2020, 1, 1)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A row only; tests that open the file store one with the service."""

    class Meta:
        model = Document

    person = factory.SubFactory(PersonFactory)
    kind = "DOC_ID"
    file = factory.Sequence(lambda n: f"papers/00/{n:032x}.jpg")
    sha256 = "0" * 64
    bytes = 1
    mime = "image/jpeg"
    uploaded_at = NOW


class HardshipCertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HardshipCertificate

    person = factory.SubFactory(PersonFactory)
    category = "DIBAO"
    valid_from = date(2023, 1, 1)


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText

    version = factory.Sequence(lambda n: f"{n:064x}")
    purpose = "PROCESS_BASIC"
    body = "同意处理"
    first_shown_at = NOW


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = "PROCESS_BASIC"
    text = factory.SubFactory(ConsentTextFactory)
    signer = factory.SelfAttribute("person")
    relation = "self"
    channel = "portal"
    given_at = NOW
