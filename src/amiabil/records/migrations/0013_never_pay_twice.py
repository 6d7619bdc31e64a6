"""The database keeps books of its own on what goes back for an order, and refuses to pay twice.

``order_money`` is written by triggers alone: a refund counts from the moment it is intended and never changes its
amount; a debit by an external proceeding counts until it is undone.
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION count_money_back(of_order uuid, more_refunded bigint, more_external bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.order_money (order_id, paid, refunded, external)
  SELECT o.id, o.total, 0, 0 FROM public."order" o WHERE o.id = of_order
  ON CONFLICT (order_id) DO NOTHING;
  UPDATE public.order_money m
     SET paid = o.total, refunded = m.refunded + more_refunded, external = m.external + more_external
    FROM public."order" o WHERE o.id = of_order AND m.order_id = of_order;
END $$;

CREATE FUNCTION refund_is_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.count_money_back(NEW.order_id, NEW.amount, 0);
  RETURN NULL;
END $$;

CREATE FUNCTION refund_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a refund never changes its amount, order or case, and is never removed'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_stays_as_it_is';
END $$;

CREATE FUNCTION external_is_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.count_money_back(
    NEW.order_id, 0, CASE NEW.kind WHEN 'external_debit' THEN NEW.amount ELSE -NEW.amount END);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION count_money_back(uuid, bigint, bigint) FROM PUBLIC;

CREATE TRIGGER refund_is_counted AFTER INSERT ON refund FOR EACH ROW EXECUTE FUNCTION refund_is_counted();
CREATE TRIGGER refund_stays_as_it_is BEFORE UPDATE ON refund FOR EACH ROW
  WHEN ((NEW.key, NEW.amount, NEW.currency, NEW.order_id, NEW.case_id)
        IS DISTINCT FROM (OLD.key, OLD.amount, OLD.currency, OLD.order_id, OLD.case_id))
  EXECUTE FUNCTION refund_stays_as_it_is();
CREATE TRIGGER external_is_counted AFTER INSERT ON ledger_entry FOR EACH ROW
  WHEN (NEW.kind IN ('external_debit', 'external_undone')) EXECUTE FUNCTION external_is_counted();
"""

UNDO = """
DROP TRIGGER external_is_counted ON ledger_entry;
DROP TRIGGER refund_stays_as_it_is ON refund;
DROP TRIGGER refund_is_counted ON refund;
DROP FUNCTION external_is_counted(), refund_stays_as_it_is(), refund_is_counted(),
  count_money_back(uuid, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0012_shared_cache")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
