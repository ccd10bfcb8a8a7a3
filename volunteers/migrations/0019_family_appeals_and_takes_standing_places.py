import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0018_shifts_planned_afterwards_say_why'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='absenceappeal',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='appealed by'),
        ),
        migrations.AddField(
            model_name='standingplace',
            name='taken_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by family'),
        ),
        migrations.AddConstraint(
            model_name='absenceappeal',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), ('asked_by__isnull', True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='volunteers_appeal_not_answered_by_who_asked'),
        ),
    ]
