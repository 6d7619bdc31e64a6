"""Which kinds of mails a customer has switched off, and which mails may be switched off."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Value


def _topics() -> ArrayField[list[str], list[str]]:
    return ArrayField(
        base_field=models.CharField(max_length=20), db_default=Value("{}"), default=list, size=None
    )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0017_holds_go_over"),
    ]

    operations = [
        migrations.AddField(model_name="customer", name="mails_off", field=_topics()),
        migrations.AddField(model_name="delivery", name="topics", field=_topics()),
    ]
