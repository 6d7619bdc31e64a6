from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0013_never_pay_twice"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="direction",
            field=models.CharField(db_default="outbound", default="outbound", max_length=8),
        ),
    ]
