"""What a seller is to get becomes an instruction, made by the database from the movement that promises it.

A movement is written with its step or not at all, and so is its payout. Per case never more leaves a hold than came in.
"""

import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION payout_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.payout (key, case_id, order_id, shop_id, kind, amount, currency, state, tries, cause, reference,
                             intended_at)
  SELECT NEW.payout_key, NEW.case_id, NEW.order_id, c.shop_id,
         CASE NEW.kind WHEN 'release' THEN 'release' ELSE 'fund' END, NEW.amount, NEW.currency, 'intended', 0, '', '',
         NEW.at
    FROM public.conversation c WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;

CREATE FUNCTION payout_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a payout never changes its amount, order, case or seller, and what was paid stays paid'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payout_stays_as_it_is';
END $$;

CREATE FUNCTION hold_is_spent_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF (SELECT COALESCE(sum(CASE l.kind WHEN 'hold' THEN l.amount WHEN 'release' THEN -l.amount
                                      WHEN 'refund_confirmed' THEN -COALESCE(l.from_hold, 0) END), 0)
        FROM public.ledger_entry l WHERE l.case_id = NEW.case_id) < 0 THEN
    RAISE EXCEPTION 'more would leave the hold of a case than was ever held for it'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_is_spent_once';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER payout_follows AFTER INSERT ON ledger_entry FOR EACH ROW
  WHEN (NEW.payout_key <> '') EXECUTE FUNCTION payout_follows();
CREATE TRIGGER payout_stays_as_it_is BEFORE UPDATE ON payout FOR EACH ROW
  WHEN ((NEW.key, NEW.kind, NEW.amount, NEW.currency, NEW.order_id, NEW.case_id, NEW.shop_id)
        IS DISTINCT FROM (OLD.key, OLD.kind, OLD.amount, OLD.currency, OLD.order_id, OLD.case_id, OLD.shop_id)
        OR (OLD.state = 'confirmed' AND NEW.state <> 'confirmed'))
  EXECUTE FUNCTION payout_stays_as_it_is();
CREATE TRIGGER payout_is_not_removed BEFORE DELETE ON payout FOR EACH ROW EXECUTE FUNCTION payout_stays_as_it_is();
CREATE TRIGGER hold_is_spent_once AFTER INSERT ON ledger_entry FOR EACH ROW
  WHEN (NEW.kind IN ('release', 'refund_confirmed')) EXECUTE FUNCTION hold_is_spent_once();
"""

UNDO = """
DROP TRIGGER hold_is_spent_once ON ledger_entry;
DROP TRIGGER payout_is_not_removed ON payout;
DROP TRIGGER payout_stays_as_it_is ON payout;
DROP TRIGGER payout_follows ON ledger_entry;
DROP FUNCTION hold_is_spent_once(), payout_stays_as_it_is(), payout_follows();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_parcels_go_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="payout_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=8)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("state", models.CharField(max_length=10)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("cause", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("intended_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.shop")),
            ],
            options={
                "db_table": "payout",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["intended", "sent", "failed", "stuck"])),
                        fields=["state", "intended_at"],
                        name="payout_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payout_of_something")
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
