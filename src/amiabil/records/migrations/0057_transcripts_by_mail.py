"""When what was said in a chat was asked for by mail, and when that mail is tried."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0056_chats_are_found"),
    ]

    operations = [
        migrations.AddField(
            model_name="chat",
            name="mail_tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="chat",
            name="mail_try_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="chat",
            name="mailed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="chat",
            index=models.Index(
                condition=models.Q(("mail_try_at__isnull", False)),
                fields=["mail_try_at"],
                name="chat_to_mail",
            ),
        ),
    ]
