-- Where triggers write to (docs/decisions/0059). On a distributed database they run on a shard of their table, and write to the
-- shards of other tables that hold the same organisations: see shard_citus.sql. Here each table is one.

-- The name of the table, or of its shard, that belongs to the one written to.
CREATE OR REPLACE FUNCTION calls_shard(written text, name text) RETURNS text LANGUAGE sql STABLE RETURN name;

-- The organisations whose rows may be in the one written to.
CREATE OR REPLACE FUNCTION calls_shard_organizations(written text) RETURNS SETOF bigint LANGUAGE sql STABLE
SET search_path FROM CURRENT AS 'SELECT id FROM campaigns_organization';
