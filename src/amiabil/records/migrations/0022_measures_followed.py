"""Measures remind of the end of their months; a complaint that is heard takes messages."""

from django.db import migrations, models

REMIND = """
UPDATE platform_measure m SET wake_at = m.complain_until - interval '14 days'
 WHERE m.state <> 'lifted' AND m.complain_until - interval '14 days' > clock_timestamp()
   AND NOT EXISTS (SELECT 1 FROM platform_complaint k WHERE k.case_id = m.case_id)
"""
"""Those that were told of before are reminded of too, as the policy says that holds where it says nothing."""

OPEN = """
UPDATE conversation c SET closed_to_messages = false
  FROM platform_complaint k WHERE k.case_id = c.id AND k.state = 'in_mediation'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0021_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="platformmeasure", name="wake_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="platformmeasure",
            index=models.Index(
                condition=models.Q(("wake_at__isnull", False)),
                fields=["wake_at", "case"],
                name="measure_to_wake",
            ),
        ),
        migrations.RunSQL(REMIND, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
    ]
