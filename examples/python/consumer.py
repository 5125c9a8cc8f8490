"""A consumer that grants points: a message's id and its effect in one transaction, then the offset.

asynclab run outbox --chaos kill-consumer --role points='python examples/python/consumer.py'
What it is told and what it must do: docs/ROLES.md.
"""

import json
import os
import signal
import sys
import threading

import psycopg
from confluent_kafka import Consumer, KafkaException

REMEMBER = "insert into processed_messages (message_id) values (%s) on conflict do nothing"
GRANT = "insert into grants (message_id, op, user_id, seq, points) values (%s, %s, %s, %s, %s)"
REJECT = "insert into rejected_messages (message, reason) values (%s, %s)"

stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())

consumer = Consumer({
    "bootstrap.servers": os.environ["BROKER_URL"],
    "group.id": os.environ["GROUP"],  # the harness reads in this group how much is left
    "auto.offset.reset": "earliest",
    "enable.auto.commit": False,  # else an offset may be committed before its effect
    "session.timeout.ms": 3000,
    "heartbeat.interval.ms": 500,
})


def apply(db, body):
    """Grants once, however often the message comes; one that nobody can read is set aside."""
    text = (body or b"").decode(errors="replace").replace("\0", "")
    try:
        message = json.loads(text)
        grant = [message[name] for name in ("messageId", "op", "user", "seq", "points")]
        with db.transaction():
            if db.execute(REMEMBER, (message["messageId"],)).rowcount == 1:
                db.execute(GRANT, grant)
    except (ValueError, TypeError, KeyError, psycopg.DataError) as error:
        db.execute(REJECT, (text, repr(error)))


db = None


def apply_until_done(body):
    """The target may be away: the message waits, and those behind it wait too. False at SIGTERM."""
    global db
    while not stopping.is_set():
        try:
            if db is None or db.closed:
                db = psycopg.connect(os.environ["TARGET_URL"], autocommit=True, connect_timeout=3)
            apply(db, body)
            return True
        except psycopg.Error as error:
            print(error, file=sys.stderr, flush=True)
            if db is not None:
                db.close()
            stopping.wait(0.2)
    return False


# Ready when it has its partitions: what a fault does before that meets nobody.
consumer.subscribe([os.environ["TOPIC"]], on_assign=lambda *_: print("ready", flush=True))
while not stopping.is_set():
    message = consumer.poll(0.2)
    if message is None:
        continue
    if message.error():
        print(message.error(), file=sys.stderr, flush=True)
        continue
    if apply_until_done(message.value()):
        try:
            consumer.commit(message, asynchronous=False)
        except KafkaException as error:  # the message comes again, and is recognised
            print(error, file=sys.stderr, flush=True)
consumer.close()
