"""Since when a party of a dispute waits for a word of the marketplace, and people found by the beginning of a name."""

from django.db import migrations, models

_ASKED_BEFORE = """
UPDATE conversation c SET asked_at = last.received_at, asked_by = last.author_role
  FROM (SELECT DISTINCT ON (m.case_id) m.case_id, m.author_role, m.received_at
          FROM message m JOIN dispute d ON d.case_id = m.case_id
         WHERE d.closed_at IS NULL
           AND (m.audience IN ('buyer_and_platform', 'seller_and_platform') OR m.author_role NOT IN ('buyer', 'seller'))
         ORDER BY m.case_id, m.version DESC) AS last
 WHERE last.case_id = c.id AND last.author_role IN ('buyer', 'seller')
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0033_mails_by_address")]

    operations = [
        migrations.AddField(
            model_name="conversation", name="asked_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="conversation",
            name="asked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.RunSQL(_ASKED_BEFORE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("asked_at__isnull", False)),
                fields=["asked_at"],
                name="conversation_asked",
            ),
        ),
        migrations.RunSQL(
            "CREATE INDEX customer_by_name ON customer (lower(name) text_pattern_ops)",
            "DROP INDEX customer_by_name",
        ),
        migrations.RunSQL(
            "CREATE INDEX shop_by_name ON shop (lower(name) text_pattern_ops)", "DROP INDEX shop_by_name"
        ),
    ]
