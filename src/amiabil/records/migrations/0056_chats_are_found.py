"""What is said in chats is found like everything else that is said."""

from django.db import migrations

FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION search_enter(of_case uuid, of_message uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
  SELECT c.kind, c.created_at, c.erased_at, c.buyer_id, c.shop_id,
         search_words(concat_ws(' ', c.reference, c.subject, o.ref, b.name, s.name, q.name)) AS words,
         array_remove(ARRAY['=' || lower(NULLIF(b.email, '')), '=' || lower(b.subject), '=' || lower(q.address)], NULL)
           AS exact
    INTO head
    FROM conversation c
    LEFT JOIN ticket k ON k.case_id = c.id
    LEFT JOIN dispute d ON d.case_id = c.id
    LEFT JOIN "order" o ON o.id = COALESCE(k.order_id, d.order_id)
    LEFT JOIN customer b ON b.id = c.buyer_id
    LEFT JOIN shop s ON s.id = c.shop_id
    LEFT JOIN contact q ON q.id = c.contact_id
   WHERE c.id = of_case AND c.kind IN ('dispute', 'ticket', 'chat');
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF head.erased_at IS NOT NULL THEN
    DELETE FROM search_entry WHERE case_id = of_case;
    RETURN;
  END IF;
  IF of_message IS NULL THEN
    INSERT INTO search_entry AS e (entry, audience, case_id, at, words)
    SELECT of_case, h.audience, of_case, head.created_at - interval '1 second',  -- what was said is shown before it
           h.words || search_marks(head.kind, head.buyer_id, head.shop_id, head.created_at)
      FROM (VALUES ('everyone', head.words), ('staff', array_to_tsvector(head.exact))) AS h(audience, words)
    ON CONFLICT (entry, audience) DO UPDATE SET words = EXCLUDED.words WHERE e.words IS DISTINCT FROM EXCLUDED.words;
  END IF;
  INSERT INTO search_entry AS e (entry, audience, case_id, at, words)
  SELECT m.id, m.audience, m.case_id, m.received_at,
         search_words(m.text) || head.words
         || search_marks(head.kind, head.buyer_id, head.shop_id, m.received_at)
    FROM message m
   WHERE m.case_id = of_case AND m.id = COALESCE(of_message, m.id)
  ON CONFLICT (entry, audience) DO UPDATE SET words = EXCLUDED.words WHERE e.words IS DISTINCT FROM EXCLUDED.words;
END $$;

DROP TRIGGER search_follows_new ON conversation;
DROP TRIGGER search_follows ON conversation;
CREATE TRIGGER search_follows_new AFTER INSERT ON conversation FOR EACH ROW
  WHEN (NEW.kind IN ('dispute', 'ticket', 'chat')) EXECUTE FUNCTION search_follows_case();
CREATE TRIGGER search_follows AFTER UPDATE OF subject, buyer_id, shop_id, erased_at ON conversation FOR EACH ROW
  WHEN (NEW.kind IN ('dispute', 'ticket', 'chat')) EXECUTE FUNCTION search_follows_case();

SELECT search_enter(c.id, NULL) FROM conversation c WHERE c.kind = 'chat';
"""

UNDO = r"""
DELETE FROM search_entry e USING conversation c WHERE c.id = e.case_id AND c.kind = 'chat';
CREATE OR REPLACE FUNCTION search_enter(of_case uuid, of_message uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
  SELECT c.kind, c.created_at, c.erased_at, c.buyer_id, c.shop_id,
         search_words(concat_ws(' ', c.reference, c.subject, o.ref, b.name, s.name, q.name)) AS words,
         array_remove(ARRAY['=' || lower(NULLIF(b.email, '')), '=' || lower(b.subject), '=' || lower(q.address)], NULL)
           AS exact
    INTO head
    FROM conversation c
    LEFT JOIN ticket k ON k.case_id = c.id
    LEFT JOIN dispute d ON d.case_id = c.id
    LEFT JOIN "order" o ON o.id = COALESCE(k.order_id, d.order_id)
    LEFT JOIN customer b ON b.id = c.buyer_id
    LEFT JOIN shop s ON s.id = c.shop_id
    LEFT JOIN contact q ON q.id = c.contact_id
   WHERE c.id = of_case AND c.kind IN ('dispute', 'ticket');
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF head.erased_at IS NOT NULL THEN
    DELETE FROM search_entry WHERE case_id = of_case;
    RETURN;
  END IF;
  IF of_message IS NULL THEN
    INSERT INTO search_entry AS e (entry, audience, case_id, at, words)
    SELECT of_case, h.audience, of_case, head.created_at - interval '1 second',  -- what was said is shown before it
           h.words || search_marks(head.kind, head.buyer_id, head.shop_id, head.created_at)
      FROM (VALUES ('everyone', head.words), ('staff', array_to_tsvector(head.exact))) AS h(audience, words)
    ON CONFLICT (entry, audience) DO UPDATE SET words = EXCLUDED.words WHERE e.words IS DISTINCT FROM EXCLUDED.words;
  END IF;
  INSERT INTO search_entry AS e (entry, audience, case_id, at, words)
  SELECT m.id, m.audience, m.case_id, m.received_at,
         search_words(m.text) || head.words
         || search_marks(head.kind, head.buyer_id, head.shop_id, m.received_at)
    FROM message m
   WHERE m.case_id = of_case AND m.id = COALESCE(of_message, m.id)
  ON CONFLICT (entry, audience) DO UPDATE SET words = EXCLUDED.words WHERE e.words IS DISTINCT FROM EXCLUDED.words;
END $$;

DROP TRIGGER search_follows_new ON conversation;
DROP TRIGGER search_follows ON conversation;
CREATE TRIGGER search_follows_new AFTER INSERT ON conversation FOR EACH ROW
  WHEN (NEW.kind IN ('dispute', 'ticket')) EXECUTE FUNCTION search_follows_case();
CREATE TRIGGER search_follows AFTER UPDATE OF subject, buyer_id, shop_id, erased_at ON conversation FOR EACH ROW
  WHEN (NEW.kind IN ('dispute', 'ticket')) EXECUTE FUNCTION search_follows_case();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0055_help_folded_titles_filled"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
