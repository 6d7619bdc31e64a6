"""Everything that is said can be found: triggers keep the words beside the rows they come from, in the same statement.

Whoever writes a message, erases a case or takes a person's name away need not know of it.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

FUNCTIONS = r"""
CREATE FUNCTION search_folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(translate(normalize(given, NFD),
  '.-/:_+<&'
  || chr(x'0300'::int) || chr(x'0301'::int) || chr(x'0302'::int) || chr(x'0303'::int) || chr(x'0306'::int)
  || chr(x'0307'::int) || chr(x'0308'::int) || chr(x'030a'::int) || chr(x'030b'::int) || chr(x'030c'::int)
  || chr(x'0326'::int) || chr(x'0327'::int) || chr(x'0328'::int),
  '        '));

CREATE FUNCTION search_words(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN strip(to_tsvector('pg_catalog.romanian', search_folded(given))
             || to_tsvector('pg_catalog.english', search_folded(given))
             || CASE WHEN strpos(given, '@') > 0 THEN array_to_tsvector(ARRAY(
                  SELECT '=' || found[1]
                    FROM regexp_matches(lower(given), '[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,180}[a-z0-9]', 'g') found))
                ELSE ''::tsvector END);

CREATE FUNCTION search_marks(kind text, buyer uuid, shop uuid, at timestamptz) RETURNS tsvector LANGUAGE sql STABLE
RETURN array_to_tsvector(array_remove(ARRAY[
  '@' || kind, '@b' || buyer, '@s' || shop,
  '@0' || (extract(epoch FROM at)::bigint >> 17), '@1' || (extract(epoch FROM at)::bigint >> 20),
  '@2' || (extract(epoch FROM at)::bigint >> 23)], NULL));

CREATE FUNCTION search_enter(of_case uuid, of_message uuid) RETURNS void LANGUAGE plpgsql AS $$
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

CREATE FUNCTION search_follows_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_enter(NEW.case_id, NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION search_follows_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_enter(NEW.id, NULL);
  RETURN NULL;
END $$;

CREATE FUNCTION search_follows_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_enter(c.id, NULL) FROM conversation c WHERE c.buyer_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER search_follows AFTER INSERT OR UPDATE OF text ON message FOR EACH ROW
  EXECUTE FUNCTION search_follows_message();
CREATE TRIGGER search_follows_new AFTER INSERT ON conversation FOR EACH ROW
  WHEN (NEW.kind IN ('dispute', 'ticket')) EXECUTE FUNCTION search_follows_case();
CREATE TRIGGER search_follows AFTER UPDATE OF subject, buyer_id, shop_id, erased_at ON conversation FOR EACH ROW
  WHEN (NEW.kind IN ('dispute', 'ticket')) EXECUTE FUNCTION search_follows_case();
CREATE TRIGGER search_follows AFTER UPDATE OF name, email, subject ON customer FOR EACH ROW
  WHEN ((NEW.name, NEW.email, NEW.subject) IS DISTINCT FROM (OLD.name, OLD.email, OLD.subject))
  EXECUTE FUNCTION search_follows_person();
"""

UNDO = """
DROP TRIGGER search_follows ON customer;
DROP TRIGGER search_follows ON conversation;
DROP TRIGGER search_follows_new ON conversation;
DROP TRIGGER search_follows ON message;
DROP FUNCTION search_follows_person(), search_follows_case(), search_follows_message(), search_enter(uuid, uuid),
  search_marks(text, uuid, uuid, timestamptz), search_words(text), search_folded(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0027_message_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry", "audience", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.UUIDField()),
                ("audience", models.CharField(max_length=24)),
                ("case_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "db_table": "search_entry",
                "indexes": [
                    models.Index(fields=["case_id", "at"], name="search_of_case"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], gin_pending_list_limit=512, name="search_words"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
