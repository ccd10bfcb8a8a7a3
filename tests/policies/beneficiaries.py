"""The register: one person of 西湖春天 with a household, a paper, a certificate and a consent."""

import uuid
from datetime import date

from beneficiaries import files
from beneficiaries.services import declare_income, declare_relative, publish_paper_validity
from beneficiaries.services.affiliates import enter_affiliate
from tests.factories.beneficiaries import (
    PERSONS,
    ConsentFactory,
    DocumentFactory,
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.factories.duplicates import DuplicatePairFactory
from tests.policies import ADMIN_READERS, FEDERATION, SIGNED_IN, Policy, World, admin_pages

HANDLERS = ("worker", "officer", *FEDERATION)
READERS = (*HANDLERS, *ADMIN_READERS)
STAFF = (*READERS, "worker2", "accountant", "cashier")
REGISTRARS = ("worker", "officer", "reviewer")
UNKNOWN_ID = uuid.UUID(int=0)
PAIR = {"kwargs": lambda world: {"reference": world["pair"].reference}, "unknown": {"reference": "CF-00000000"}}


def build(world: World) -> None:
    person = PersonFactory(
        area=world.places["410172160-xihuchuntian"], id_number=PERSONS["张演一"], phone="19900000001"
    )
    household = HouseholdFactory(head=person)
    world["member"] = HouseholdMemberFactory(household=household, person=person, relation="self")
    months = {"first_month": date(2023, 1, 1), "last_month": date(2023, 6, 1)}
    world["income"] = declare_income(person=person, kind="wage", amount_fen=600_000, by=None, at=world.at, **months)
    world["person"], world["household"] = person, household
    world["certificate"] = HardshipCertificateFactory(person=person)
    world["consent"] = ConsentFactory(person=person)
    world["pair"] = DuplicatePairFactory(first=person, second=PersonFactory(area=person.area))
    world["consent text"] = world["consent"].text
    world["declared relative"] = declare_relative(
        user=world.cast["reviewer"], relation="parent", phone="19900000008", by=world.cast["reviewer"], at=world.at
    )
    world["affiliate"] = enter_affiliate(
        kind="council", name="王示理", relation="self", phone="19900000007", by=world.cast["reviewer"], at=world.at
    )
    world["paper validity"] = publish_paper_validity(
        kind="DOC_BANK",
        days=90,
        effective_from=date(2023, 1, 1),
        source="办公会",
        by=world.cast["approver"],
        at=world.at,
    )
    world["document"] = DocumentFactory(person=person, file=files.write(f"{uuid.uuid4().hex}.jpg", b"paper"))


KEEPERS = ("reviewer", "approver", "auditor")

POLICIES = {
    "beneficiaries:affiliates": Policy(get=KEEPERS, post=KEEPERS, refused=SIGNED_IN),
    "beneficiaries:export_affiliates": Policy(get=KEEPERS, post=KEEPERS, refused=SIGNED_IN),
    "beneficiaries:end_affiliate": Policy(
        post=KEEPERS, kwargs=lambda world: {"pk": world["affiliate"].pk}, unknown={"pk": 0}
    ),
    "beneficiaries:index": Policy(get=(*READERS, "worker2"), post=(*READERS, "worker2"), data={"q": "张演"}),
    "beneficiaries:register": Policy(
        get=(*REGISTRARS, "worker2"), post=(*REGISTRARS, "worker2"), refused=("approver", *ADMIN_READERS), data={}
    ),
    "beneficiaries:person": Policy(
        get=READERS, kwargs=lambda world: {"reference": world["person"].reference}, unknown={"reference": "RY-000000"}
    ),
    "beneficiaries:household": Policy(
        get=READERS,
        kwargs=lambda world: {"reference": world["household"].reference},
        unknown={"reference": "JT-000000"},
    ),
    **{
        f"beneficiaries:{verb}": Policy(
            get=REGISTRARS,
            post=REGISTRARS,
            refused=("approver", *ADMIN_READERS),
            kwargs=lambda world: {"reference": world["household"].reference},
            unknown={"reference": "JT-000000"},
        )
        for verb in ("change_head", "split", "join")
    },
    "beneficiaries:standing": Policy(
        get=REGISTRARS,
        post=REGISTRARS,
        refused=("approver", *ADMIN_READERS),
        kwargs=lambda world: {"reference": world["household"].reference, "pk": world["member"].pk},
        unknown={"reference": "JT-000000", "pk": 0},
    ),
    **{
        f"beneficiaries:{verb}": Policy(
            get=REGISTRARS,
            post=REGISTRARS,
            refused=("approver", *ADMIN_READERS),
            kwargs=lambda world: {"reference": world["person"].reference},
            unknown={"reference": "RY-000000"},
        )
        for verb in ("income", "property")
    },
    "beneficiaries:take_back": Policy(
        post=REGISTRARS,
        refused=("approver", *ADMIN_READERS),
        kwargs=lambda world: {"what": "income", "public_id": world["income"].public_id},
        unknown={"what": "income", "public_id": UNKNOWN_ID},
    ),
    "beneficiaries:document": Policy(
        get=HANDLERS,
        refused=ADMIN_READERS,
        kwargs=lambda world: {"public_id": world["document"].public_id},
        unknown={"public_id": UNKNOWN_ID},
    ),
    "beneficiaries:check_certificate": Policy(
        post=HANDLERS,
        refused=ADMIN_READERS,
        kwargs=lambda world: {"seal_id": world["certificate"].seal_id},
        unknown={"seal_id": UNKNOWN_ID},
    ),
    "beneficiaries:withdraw_consent": Policy(
        post=("worker", "officer", "reviewer"),
        refused=("approver", *ADMIN_READERS),
        kwargs=lambda world: {"reference": world["person"].reference, "pk": world["consent"].pk},
        unknown={"reference": "RY-000000", "pk": 0},
    ),
    "beneficiaries:export": Policy(
        get=(*READERS, "worker2"),
        post=(*READERS, "worker2"),
        kwargs=lambda world: {"what": "people"},
    ),
    "beneficiaries:relatives": Policy(get=STAFF, post=STAFF, data={"relation": "parent", "phone": "19900000009"}),
    "beneficiaries:end_declaration": Policy(
        post=(), refused=SIGNED_IN - set(STAFF), kwargs=lambda world: {"pk": 0}, unknown={"pk": 0}
    ),
    "beneficiaries:duplicates": Policy(get=(*READERS, "worker2")),
    "beneficiaries:export_duplicates": Policy(get=(*READERS, "worker2"), post=(*READERS, "worker2")),
    "beneficiaries:duplicate": Policy(get=READERS, **PAIR),
    **{
        f"beneficiaries:{verb}": Policy(
            post=REGISTRARS, refused=("approver", *ADMIN_READERS), data={"note": "核对过"}, **PAIR
        )
        for verb in ("merge", "tell_apart", "put_off")
    },
    "beneficiaries:unmerge": Policy(
        post=REGISTRARS,
        refused=("approver", *ADMIN_READERS),
        data={"note": "核对过"},
        also=(409,),
        **PAIR,
    ),
    **admin_pages("beneficiaries.person", view=(*FEDERATION, *ADMIN_READERS), obj="person"),
    **admin_pages("beneficiaries.household", view=(*FEDERATION, *ADMIN_READERS), obj="household"),
    **admin_pages("beneficiaries.consent", view=(*FEDERATION, *ADMIN_READERS), obj="consent"),
    **admin_pages("beneficiaries.consenttext", view=(*FEDERATION, *ADMIN_READERS), obj="consent text"),
    **admin_pages("beneficiaries.declaredrelative", obj="declared relative"),
    **admin_pages(
        "beneficiaries.papervalidity",
        view=(*FEDERATION, *ADMIN_READERS),
        add=("approver", "admin"),
        obj="paper validity",
    ),
}
