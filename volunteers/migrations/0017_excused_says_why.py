from django.db import migrations, models

from database.operations import KeepingTriggers


class Migration(migrations.Migration):

    dependencies = [('volunteers', '0016_family_signs_up')]

    operations = [
        KeepingTriggers(
            "volunteers_attendance",
            [
                migrations.AddField(
                    model_name='attendance',
                    name='excuse',
                    field=models.CharField(blank=True, choices=[('illness', 'Ill'), ('family', 'Family emergency'), ('told', 'Told the leader in time'), ('weather', 'Weather or traffic'), ('organiser', 'Mistake of the organisers'), ('other', 'Another reason')], db_default='', default='', max_length=10, verbose_name='why excused'),
                ),
                migrations.AddField(
                    model_name='attendance',
                    name='excuse_note',
                    field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='more about the reason'),
                ),
                migrations.AddConstraint(
                    model_name='attendance',
                    constraint=models.CheckConstraint(condition=models.Q(('outcome', 'excused'), models.Q(('excuse', ''), ('excuse_note', '')), _connector='OR'), name='volunteers_attendance_excuse_of_excused'),
                ),
                migrations.AddConstraint(
                    model_name='attendance',
                    constraint=models.CheckConstraint(condition=models.Q(('excuse_note', ''), models.Q(('excuse', ''), _negated=True), _connector='OR'), name='volunteers_attendance_note_has_reason'),
                ),
            ],
        ),
    ]
