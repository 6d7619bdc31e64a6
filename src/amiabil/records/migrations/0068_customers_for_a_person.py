from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0065_help_search_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="vip",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
