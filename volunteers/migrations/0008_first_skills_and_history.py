"""The first entries of the lists that staff keep, and what is known of the teams and volunteers there are."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone

SKILLS = (
    ("烹饪", "Cooking"),
    ("驾驶", "Driving"),
    ("理发", "Cutting hair"),
    ("水电维修", "Repairing water and electricity"),
    ("家电维修", "Repairing appliances"),
    ("医疗护理", "Nursing"),
    ("心理疏导", "Listening and comforting"),
    ("法律咨询", "Legal advice"),
    ("课业辅导", "Helping with homework"),
    ("电脑与手机", "Computers and telephones"),
    ("摄影摄像", "Photographs and film"),
    ("文艺表演", "Singing, dancing, acting"),
    ("书法绘画", "Calligraphy and painting"),
    ("手语", "Sign language"),
    ("英语", "English"),
    ("组织协调", "Organising"),
)
QUALIFICATIONS = (  # name, name in English, has a last day
    ("健康证", "Health certificate for handling food", True),
    ("红十字救护员证", "Red Cross first-aid certificate", True),
    ("执业医师证", "Licence to practise medicine", False),
    ("护士执业证", "Licence to practise nursing", True),
    ("心理咨询师证", "Certificate of psychological counselling", False),
    ("社会工作者职业资格证", "Certificate of social work", False),
    ("教师资格证", "Teaching certificate", False),
    ("机动车驾驶证", "Driving licence", True),
    ("游泳救生员证", "Lifeguard certificate", True),
)


def fill(apps, schema_editor):
    for name_zh, name_en in SKILLS:
        apps.get_model("volunteers", "Skill").objects.get_or_create(name_zh=name_zh, defaults={"name_en": name_en})
    for name_zh, name_en, expires in QUALIFICATIONS:
        apps.get_model("volunteers", "QualificationKind").objects.get_or_create(
            name_zh=name_zh, defaults={"name_en": name_en, "expires": expires}
        )
    profiles = apps.get_model("volunteers", "VolunteerProfile")
    profiles.objects.filter(declared_at__isnull=True).update(declared_at=F("registered_at"))
    memberships = apps.get_model("volunteers", "TeamMembership")
    for team in apps.get_model("volunteers", "VolunteerTeam").objects.order_by("pk"):
        memberships.objects.get_or_create(
            team=team, person_id=team.leader_id, defaults={"role": "leader", "since": timezone.localdate()}
        )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0007_structure_is_refused_by_the_database")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
