"""The smallest valid places. Tests that need the real zone use the `places` fixture of tests/cast.py."""

from datetime import date

import factory

from areas.models import AdminArea, Level


class ZoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdminArea
        django_get_or_create = ("code",)

    code = "410172"
    level = Level.ZONE
    name = "郑州高新区"
    name_en = "Zhengzhou High-tech Zone"
    official_name = "郑州高新技术产业开发区"
    valid_from = date(2020, 1, 1)


class SubdistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdminArea

    code = factory.Sequence(lambda n: f"410172{n + 600}")
    level = Level.SUBDISTRICT
    parent = factory.SubFactory(ZoneFactory)
    name = factory.Sequence(lambda n: f"第{n}办事处")
    name_en = factory.Sequence(lambda n: f"Sub-district {n}")
    official_name = factory.SelfAttribute("name")
    valid_from = date(2020, 1, 1)


class CommunityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdminArea

    code = factory.Sequence(lambda n: f"community-{n}")
    level = Level.COMMUNITY
    parent = factory.SubFactory(SubdistrictFactory)
    name = factory.Sequence(lambda n: f"第{n}社区")
    name_en = factory.Sequence(lambda n: f"Community {n}")
    official_name = factory.SelfAttribute("name")
    valid_from = date(2020, 1, 1)
