-- As shard_postgresql.sql, of a distributed database. A shard is named for its number; shards of co-located tables that hold the
-- same organisations begin with the same hash of these. What is truncated is the table as a whole.

CREATE OR REPLACE FUNCTION calls_shard(written text, name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT name || '_' || other.shardid
        FROM pg_dist_shard AS own
        JOIN pg_dist_shard AS other ON other.shardminvalue = own.shardminvalue AND other.logicalrelid = name::regclass
        WHERE own.shardid = substring(written FROM '_([0-9]+)$')::bigint
    ), name)
$$;

CREATE OR REPLACE FUNCTION calls_shard_organizations(written text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    call text := calls_shard(written, 'calls_call');
BEGIN
    RETURN QUERY SELECT id FROM campaigns_organization
    WHERE call IN ('calls_call', 'calls_call_' || get_shard_id_for_distribution_column('calls_call', id));
END $$;
