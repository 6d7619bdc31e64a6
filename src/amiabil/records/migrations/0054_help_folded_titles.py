"""Titles of articles are found without their marks: kept folded beside themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0053_cards_of_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name="helparticleversion",
            name="folded_title",
            field=models.TextField(db_default=""),
        ),
    ]
