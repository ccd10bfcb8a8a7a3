import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from database.operations import KeepingTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0017_aid_that_nobody_asked_for'),
        ('beneficiaries', '0007_income_and_property_are_declared'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        KeepingTriggers(
            "applications_homevisit",
            [
                migrations.AddField(
                    model_name='homevisit',
                    name='checklist',
                    field=models.JSONField(blank=True, default=dict, verbose_name='checklist'),
                ),
                migrations.AddField(
                    model_name='homevisit',
                    name='neighbour',
                    field=models.CharField(blank=True, max_length=60, verbose_name='neighbour'),
                ),
                migrations.AddField(
                    model_name='homevisit',
                    name='neighbour_words',
                    field=models.TextField(blank=True, verbose_name='what the neighbour said'),
                ),
                migrations.AddField(
                    model_name='homevisit',
                    name='photos_agreed',
                    field=models.BooleanField(default=False, verbose_name='the family agreed to photographs'),
                ),
                migrations.AddField(
                    model_name='homevisit',
                    name='revision',
                    field=models.PositiveIntegerField(default=0, verbose_name='times recorded'),
                ),
            ],
        ),
        migrations.CreateModel(
            name='VisitAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('photo', 'Photograph'), ('paper', 'Signed paper form'), ('investigator', 'Signature of an investigator'), ('household', 'Signature of a household member')], max_length=20, verbose_name='kind')),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('void_at', models.DateTimeField(blank=True, null=True, verbose_name='no longer valid since')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='beneficiaries.document')),
                ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='applications.homevisit')),
            ],
            options={
                'verbose_name': 'photograph or signature of a visit',
                'verbose_name_plural': 'photographs and signatures of visits',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'investigator'), ('signer__isnull', False)), models.Q(models.Q(('kind', 'investigator'), _negated=True), ('signer__isnull', True)), _connector='OR'), name='only_investigators_are_named_signers')],
            },
        ),
    ]
