from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0047_teams_of_staff"),
    ]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="return_address",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
