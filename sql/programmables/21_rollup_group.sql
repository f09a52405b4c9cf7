--! Text by which a rollup groups: itself, unless it is too long for the index that its key is; then
-- its beginning and a hash that keeps it apart from others.
create or replace function :schema.rollup_group(value text)
returns text language sql immutable parallel safe
return case
  when pg_catalog.octet_length(value) <= 500 then value
  else pg_catalog.left(value, 100) || '…'
         || pg_catalog.to_hex(pg_catalog.hashtextextended(value, 0))
end;
