"""The statements that write orders; those without parameters read the staging table ``incoming_order``.

``"order"`` is joined by ``ref`` everywhere: its id is the one of the row that stands, which need not be the
one the staging row carries.
"""

from __future__ import annotations

from amiabil.records.orders_reading import PARCELS_OF
from amiabil.records.orders_rows import COLUMNS

STAGING = (
    "CREATE TEMP TABLE IF NOT EXISTS incoming_order ("
    + ", ".join(f"{name} {kind}" for name, kind in (("place", "int"), ("digest", "bytea"), *COLUMNS))
    + ") ON COMMIT DELETE ROWS"
)

COPY = f"COPY incoming_order (place, digest, {', '.join(name for name, _ in COLUMNS)}) FROM STDIN"

_ID = "(%(ids)s || substr(gen_random_uuid()::text, 16))::uuid"
"""A fresh UUIDv7: ``ids`` is ``id_start()``, the rest is chance as version 4 has it, variant included."""

CUSTOMERS = f"""
INSERT INTO customer (id, issuer, subject, name, email, email_verified, language, zone, created_at)
SELECT DISTINCT ON (buyer_ref) {_ID}, %(issuer)s, buyer_ref, buyer_name, buyer_email, false,
       buyer_language, '', %(at)s
  FROM incoming_order ORDER BY buyer_ref, place
ON CONFLICT (issuer, subject) DO UPDATE
   SET name = COALESCE(NULLIF(customer.name, ''), EXCLUDED.name),
       email = COALESCE(NULLIF(customer.email, ''), EXCLUDED.email),
       language = COALESCE(NULLIF(customer.language, ''), EXCLUDED.language)
 WHERE (customer.name = '' AND EXCLUDED.name <> '')
    OR (customer.email = '' AND EXCLUDED.email <> '')
    OR (customer.language = '' AND EXCLUDED.language <> '')
"""
"""An order fills in what is not known of a person; only the person's own token changes what is."""

SHOPS = f"""
INSERT INTO shop (id, ref, name, town, country, trader, settles_in, identity, created_at)
SELECT DISTINCT ON (shop_ref) {_ID}, shop_ref, shop_name, shop_town, shop_country,
       COALESCE(shop_trader, true), shop_settles_in, shop_identity, %(at)s
  FROM incoming_order ORDER BY shop_ref, place DESC
ON CONFLICT (ref) DO NOTHING
"""

TOLD_SHOPS = """
WITH told AS (
  SELECT DISTINCT ON (shop_ref) * FROM incoming_order ORDER BY shop_ref, place DESC
), new AS (
  SELECT s.id, COALESCE(NULLIF(t.shop_name, ''), s.name) AS name,
         COALESCE(NULLIF(t.shop_town, ''), s.town) AS town,
         COALESCE(NULLIF(t.shop_country, ''), s.country) AS country,
         COALESCE(t.shop_trader, s.trader) AS trader,
         COALESCE(NULLIF(t.shop_settles_in, ''), s.settles_in) AS settles_in,
         s.identity || t.shop_identity AS identity
    FROM told t JOIN shop s ON s.ref = t.shop_ref
   WHERE (t.shop_name NOT IN ('', s.name)) OR (t.shop_town NOT IN ('', s.town))
      OR (t.shop_country NOT IN ('', s.country)) OR (t.shop_trader <> s.trader)
      OR (t.shop_settles_in NOT IN ('', s.settles_in)) OR NOT s.identity @> t.shop_identity
   ORDER BY s.ref FOR UPDATE OF s
)
UPDATE shop SET name = new.name, town = new.town, country = new.country, trader = new.trader,
       settles_in = new.settles_in, identity = new.identity
  FROM new WHERE shop.id = new.id
"""
"""What is told of a shop replaces what is known; what is not told stays. Mostly there is nothing to do."""

_HEADER = (
    "consumer, country, currency, payment, paid_at, shipping, shipping_standard, discount, tax, total,"
    " estimated_from, estimated_to, flags, rates, digest"
)
_STAGED_HEADER = ", ".join(f"i.{name.strip()}" for name in _HEADER.split(","))

NEW_ORDERS = f"""
INSERT INTO "order" (id, ref, buyer_id, shop_id, {_HEADER}, created_at, updated_at)
SELECT {_ID}, i.ref, c.id, s.id, {_STAGED_HEADER}, %(at)s, %(at)s
  FROM incoming_order i
  JOIN customer c ON c.issuer = %(issuer)s AND c.subject = i.buyer_ref
  JOIN shop s ON s.ref = i.shop_ref
 ORDER BY i.ref
ON CONFLICT (ref) DO NOTHING RETURNING ref
"""

LOCK = 'SELECT id FROM "order" WHERE ref = ANY(%(refs)s) ORDER BY ref FOR UPDATE'
"""Taken before ``STANDING`` and apart from it, so that ``STANDING`` sees what the wait was for."""

STANDING = f"""
SELECT o.id, o.ref, o.digest = i.digest AS same,
       ARRAY(
         SELECT DISTINCT u.line FROM (
           SELECT jsonb_path_query(d.body, '$.units[*].line') #>> '{{}}' AS line
             FROM dispute d WHERE d.order_id = o.id
           UNION SELECT h.line_ref FROM held_unit h WHERE h.order_id = o.id
           UNION SELECT m.line_ref FROM unit_money m WHERE m.order_id = o.id
         ) u WHERE NOT i.lines @> jsonb_build_array(jsonb_build_object('ref', u.line))
       ) AS lines_in_case,
       CASE WHEN EXISTS (SELECT 1 FROM dispute d WHERE d.order_id = o.id) THEN array_remove(ARRAY[
         CASE WHEN o.currency <> i.currency THEN 'currency' END,
         CASE WHEN c.subject <> i.buyer_ref OR c.issuer <> %(issuer)s THEN 'buyer' END,
         CASE WHEN s.ref <> i.shop_ref THEN 'seller' END
       ], NULL) END AS fields_in_case,
       CASE WHEN EXISTS (SELECT 1 FROM dispute d WHERE d.order_id = o.id AND d.state <> 'closed') THEN (
         SELECT jsonb_agg(jsonb_build_object('ref', l.ref, 'delivered_at', l.delivered_at,
                'carrier_status', l.carrier_status, 'carrier_status_at', l.carrier_status_at))
           FROM order_line l WHERE l.order_id = o.id) END AS lines_of_cases,
{PARCELS_OF}  FROM incoming_order i
  JOIN "order" o ON o.ref = i.ref
  JOIN customer c ON c.id = o.buyer_id
  JOIN shop s ON s.id = o.shop_id
 WHERE i.ref = ANY(%(refs)s)
"""

UNSTAGE_ALL = "DELETE FROM incoming_order"
UNSTAGE = "DELETE FROM incoming_order WHERE ref = ANY(%(refs)s)"

_SET_HEADER = ", ".join(f"{name.strip()} = i.{name.strip()}" for name in _HEADER.split(","))

CHANGED_ORDERS = f"""
UPDATE "order" o SET buyer_id = c.id, shop_id = s.id, {_SET_HEADER}, updated_at = %(at)s
  FROM incoming_order i
  JOIN customer c ON c.issuer = %(issuer)s AND c.subject = i.buyer_ref
  JOIN shop s ON s.ref = i.shop_ref
 WHERE o.ref = i.ref AND i.ref = ANY(%(refs)s)
"""

LINES_GONE = """
DELETE FROM order_line l USING incoming_order i, "order" o
 WHERE o.ref = i.ref AND i.ref = ANY(%(refs)s) AND l.order_id = o.id
   AND NOT i.lines @> jsonb_build_array(jsonb_build_object('ref', l.ref))
"""

PICTURES_GONE = """
DELETE FROM listing_picture p USING incoming_order i, "order" o, order_line l
 WHERE o.ref = i.ref AND i.ref = ANY(%(refs)s) AND l.order_id = o.id AND p.line_id = l.id
"""

_LINE = (
    "title, category, quantity, unit_price, tax, estimated_from, estimated_to, delivered_at,"
    " paid_out_at, carrier_status, carrier_status_at, listing"
)
_SET_LINE = ", ".join(f"{name.strip()} = EXCLUDED.{name.strip()}" for name in _LINE.split(","))

LINES = f"""
INSERT INTO order_line (id, order_id, ref, position, {_LINE})
SELECT {_ID}, o.id, l.ref, l.place - 1, {", ".join(f"l.{name.strip()}" for name in _LINE.split(","))}
  FROM incoming_order i JOIN "order" o ON o.ref = i.ref
 CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(i.lines) AS (
       ref text, title text, category text, quantity int, unit_price bigint, tax bigint,
       estimated_from date, estimated_to date, delivered_at timestamptz, paid_out_at timestamptz,
       carrier_status text, carrier_status_at timestamptz, listing jsonb))
  WITH ORDINALITY AS l(ref, title, category, quantity, unit_price, tax, estimated_from, estimated_to,
       delivered_at, paid_out_at, carrier_status, carrier_status_at, listing, place)
ON CONFLICT (order_id, ref) DO UPDATE SET position = EXCLUDED.position, {_SET_LINE}
"""

PICTURES = f"""
INSERT INTO listing_picture (id, line_id, position, url, file_id, alt)
SELECT {_ID}, line.id, p.place - 1, p.url, p.file_id, p.alt
  FROM incoming_order i JOIN "order" o ON o.ref = i.ref
 CROSS JOIN LATERAL jsonb_to_recordset(i.lines) AS l(ref text, pictures jsonb)
  JOIN order_line line ON line.order_id = o.id AND line.ref = l.ref
 CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(l.pictures) AS (url text, file_id uuid, alt text))
  WITH ORDINALITY AS p(url, file_id, alt, place)
"""

PARCELS = f"""
WITH sent AS MATERIALIZED (
  SELECT o.id AS order_id, p.* FROM jsonb_to_recordset(%(parcels)s) AS p(
         order_ref text, ref text, carrier text, tracking text, contents jsonb, weight_grams int,
         shipped_at timestamptz, events jsonb, direction text)
    JOIN "order" o ON o.ref = p.order_ref
), written AS (
  INSERT INTO parcel (id, order_id, ref, carrier, tracking, contents, weight_grams, shipped_at, direction)
  SELECT {_ID}, order_id, ref, carrier, tracking, contents, weight_grams, shipped_at,
         COALESCE(direction, 'outbound') FROM sent
  ON CONFLICT (order_id, ref) DO UPDATE
     SET carrier = EXCLUDED.carrier, tracking = EXCLUDED.tracking, contents = EXCLUDED.contents,
         weight_grams = EXCLUDED.weight_grams, shipped_at = EXCLUDED.shipped_at, direction = EXCLUDED.direction
  RETURNING id, order_id, ref
)
INSERT INTO parcel_event (id, parcel_id, at, status, place, text)
SELECT {_ID}, w.id, e.at, e.status, e.place, e.text
  FROM written w JOIN sent s ON s.order_id = w.order_id AND s.ref = w.ref
 CROSS JOIN LATERAL jsonb_to_recordset(s.events) AS e(at timestamptz, status text, place text, text text)
ON CONFLICT (parcel_id, at, status) DO NOTHING
"""

DELIVERED = """
UPDATE order_line l SET delivered_at = t.delivered_at, carrier_status = t.carrier_status,
       carrier_status_at = t.carrier_status_at
  FROM jsonb_to_recordset(%(lines)s) AS t(order_id uuid, ref text, delivered_at timestamptz,
       carrier_status text, carrier_status_at timestamptz)
 WHERE l.order_id = t.order_id AND l.ref = t.ref
   AND (l.delivered_at, l.carrier_status, l.carrier_status_at)
       IS DISTINCT FROM (t.delivered_at, t.carrier_status, t.carrier_status_at)
"""
