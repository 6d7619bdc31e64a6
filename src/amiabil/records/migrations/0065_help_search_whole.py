"""How many entries a language has is kept, so that a search of many articles need not count them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0064_model_budget"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpSearchWhole",
            fields=[
                ("language", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("entries", models.IntegerField()),
            ],
            options={
                "db_table": "help_search_whole",
            },
        ),
        migrations.RunSQL(
            "INSERT INTO help_search_whole (language, entries)"
            " SELECT language, count(*) FROM help_search_entry GROUP BY language",
            migrations.RunSQL.noop,
        ),
    ]
