#!/bin/sh
# A streaming standby: copies the primary where there is no data yet, then follows it.
# Arguments: the server and its settings.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # What an interrupted copy left would be in the way of the next.
    rm -rf "$PGDATA"
    mkdir -p -m 0700 "$PGDATA"
    # The password goes to the file that the standby itself connects with, not into its settings.
    umask 077
    echo "*:*:*:analytics_replication:$REPLICATION_PASSWORD" > "$PGDATA/../standby.pgpass"
    PGPASSFILE=$(cd "$PGDATA/.." && pwd)/standby.pgpass
    export PGPASSFILE
    pg_basebackup --pgdata="$PGDATA" --write-recovery-conf --slot=standby_1 --checkpoint=fast \
        --dbname="host=$PRIMARY_HOST port=${PRIMARY_PORT:-5432} user=analytics_replication passfile=$PGPASSFILE"
fi
exec "$@"
