#!/bin/sh
# Roles, database, access and the standby's slot of a new primary, as docs/operations.md describes.
# The image of PostgreSQL runs it once, on empty data.
set -eu

psql --username=postgres --dbname=postgres --set=ON_ERROR_STOP=1 --quiet <<'SQL'
\getenv owner OWNER_PASSWORD
\getenv reader READER_PASSWORD
\getenv replication REPLICATION_PASSWORD
CREATE ROLE analytics_owner LOGIN PASSWORD :'owner';
CREATE ROLE analytics_reader LOGIN PASSWORD :'reader';
CREATE ROLE analytics_replication LOGIN REPLICATION PASSWORD :'replication';
CREATE DATABASE analytics OWNER analytics_owner;
REVOKE CONNECT ON DATABASE analytics FROM PUBLIC;
GRANT CONNECT ON DATABASE analytics TO analytics_reader;
SELECT pg_create_physical_replication_slot('standby_1') \g /dev/null
\connect analytics
GRANT USAGE ON SCHEMA public TO analytics_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE analytics_owner IN SCHEMA public GRANT SELECT ON TABLES TO analytics_reader;
SQL

# The containers' network is theirs alone and not encrypted; between machines it is hostssl.
cat > "$PGDATA/pg_hba.conf" <<'HBA'
local all          postgres                         peer
host  analytics    analytics_owner,analytics_reader all  scram-sha-256
host  replication  analytics_replication            all  scram-sha-256
HBA
