#!/bin/sh
# Debezium's outbox event router, run by Kafka Connect, in the place of the outbox lab's relay.
# It reads the database's log and marks no row.
#
#   LIB    the folder of the jars that pom.xml names
#   STATE  a folder that outlives a restart: Connect keeps there how far it has read
set -eu
: "${LIB:?the folder of the jars}" "${STATE:?a folder for the offsets}"

# postgres://user:password@host:port/database
url=${SOURCE_URL#postgres://}
login=${url%%@*} place=${url#*@}
user=${login%%:*} password=${login#*:}
address=${place%%/*} database=${place#*/}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A slot belongs to a run: its name has lower-case letters, digits and underscores, 63 at most.
slot=dbz_$(printf %s "$ASYNCLAB_RUN" | tr -c 'a-z0-9' '_' | tail -c 40)

cat > "$work/worker.properties" <<X
bootstrap.servers=$BROKER_URL
listeners=http://127.0.0.1:0
plugin.discovery=only_scan
offset.storage.file.filename=$STATE/offsets-$ASYNCLAB_RUN.dat
offset.flush.interval.ms=1000
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.storage.StringConverter
X

(umask 077 && cat > "$work/outbox.properties" <<X
name=outbox
connector.class=io.debezium.connector.postgresql.PostgresConnector
tasks.max=1
database.hostname=${address%%:*}
database.port=${address#*:}
database.user=$user
database.password=$password
database.dbname=$database
topic.prefix=app
plugin.name=pgoutput
slot.name=$slot
publication.name=outbox_publication
publication.autocreate.mode=filtered
table.include.list=public.outbox
snapshot.mode=initial
tombstones.on.delete=false
poll.interval.ms=20
transforms=outbox
transforms.outbox.type=io.debezium.transforms.outbox.EventRouter
transforms.outbox.table.field.event.id=message_id
transforms.outbox.table.field.event.key=message_key
transforms.outbox.table.field.event.type=message_type
transforms.outbox.table.field.event.payload=payload
transforms.outbox.route.by.field=message_type
transforms.outbox.route.topic.replacement=$TOPIC
transforms.outbox.table.op.invalid.behavior=warn
X
)

java -Xms64m -Xmx256m -cp "$LIB/*" org.apache.kafka.connect.cli.ConnectStandalone \
  "$work/worker.properties" "$work/outbox.properties" > "$work/connect.log" 2>&1 &
connect=$!
trap 'kill -TERM $connect; wait $connect || true; exit 0' TERM

# It works once it streams: until then a kill would strike a program that only starts.
until grep -q "Starting streaming" "$work/connect.log"; do
  kill -0 $connect 2>/dev/null || { tail -n 5 "$work/connect.log" >&2; exit 1; }
  sleep 0.1
done
echo ready
wait $connect
