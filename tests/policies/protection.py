"""Opening masked fields: those who handle the person's case, nobody else."""

import uuid

from tests.factories.protection import PersonalDataAccessFactory
from tests.policies import ADMIN_READERS, FEDERATION, Policy, World, admin_pages


def build(world: World) -> None:
    world["access"] = PersonalDataAccessFactory()


POLICIES = {
    "protection:reveal": Policy(
        post=("worker", "officer", *FEDERATION),
        refused=ADMIN_READERS,
        kwargs=lambda world: {"model": "beneficiaries.person", "seal_id": world["person"].seal_id},
        unknown={"model": "beneficiaries.person", "seal_id": uuid.UUID(int=0)},
        data={"fields_asked": ["phone"], "purpose": "contact", "reason": "SQ-7K2M9X"},
    ),
    **admin_pages("protection.personaldataaccess", obj="access"),
}
