"""A hold that goes over from one case to the one it was joined with leaves the first and is the other's to spend."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION hold_is_spent_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF (SELECT COALESCE(sum(CASE WHEN l.kind IN ({arrives}) THEN l.amount WHEN l.kind IN ({leaves}) THEN -l.amount
                               WHEN l.kind = 'refund_confirmed' THEN -COALESCE(l.from_hold, 0) END), 0)
        FROM public.ledger_entry l WHERE l.case_id = NEW.case_id) < 0 THEN
    RAISE EXCEPTION 'more would leave the hold of a case than was ever held for it'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_is_spent_once';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER hold_is_spent_once ON ledger_entry;
CREATE TRIGGER hold_is_spent_once AFTER INSERT ON ledger_entry FOR EACH ROW
  WHEN (NEW.kind IN ({leaves}, 'refund_confirmed')) EXECUTE FUNCTION hold_is_spent_once();
"""

DO = FUNCTION.format(arrives="'hold', 'hold_taken_over'", leaves="'release', 'hold_handed_over'")
UNDO = FUNCTION.format(arrives="'hold'", leaves="'release'")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0016_daily_rates"),
    ]

    operations = [migrations.RunSQL(DO, UNDO)]
