"""An outbox relay: reads the rows in order, sends each and awaits it, then marks it.

asynclab run outbox --chaos kill-relay --role relay='python examples/python/relay.py'
What it is told and what it must do: docs/ROLES.md.
"""

import os
import signal
import sys
import threading

import psycopg
from confluent_kafka import KafkaError, KafkaException, Producer

WAITING = """
    select id, message_id, message_type, message_key, payload from outbox
    where status = 'WAITING' order by id limit 100"""
# Guarded: a row that somebody set to EXCLUDED meanwhile stays excluded.
MARK = """
    update outbox set status = 'DONE', processed_at = clock_timestamp()
    where id = %s and status = 'WAITING'"""
SET_ASIDE = """
    update outbox set status = 'FAILED', failed_at = clock_timestamp(), remark = %s
    where id = %s and status = 'WAITING'"""

stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())

producer = Producer({
    "bootstrap.servers": os.environ["BROKER_URL"],
    "enable.idempotence": True,  # a send that the client repeats is stored once
    "acks": "all",
    "message.timeout.ms": 8000,
    "compression.type": "lz4",
})


def send(message_id, message_type, key, payload):
    """Returns when the broker has it; raises otherwise. It may be there even then."""
    outcome = []
    producer.produce(
        os.environ["TOPIC"],
        key=key,  # one user's messages go to one partition and keep their order
        value=payload,  # as it is: it is JSON already
        headers={"message_id": str(message_id), "message_type": message_type},
        on_delivery=lambda error, _message: outcome.append(error),
    )
    while not outcome:
        producer.poll(0.1)
    if outcome[0] is not None:
        raise KafkaException(outcome[0])


def relay_batch(db):
    """A row that fails stops those behind it. Returns how many rows there were."""
    rows = db.execute(WAITING).fetchall()
    for row_id, *message in rows:
        if stopping.is_set():
            break
        try:
            send(*message)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.MSG_SIZE_TOO_LARGE:
                raise
            # The broker will never take it: set aside, so that the others go on.
            db.execute(SET_ASIDE, (str(error), row_id))
        else:
            db.execute(MARK, (row_id,))
    return len(rows)


said_ready = False
while not stopping.is_set():
    try:
        with psycopg.connect(os.environ["SOURCE_URL"], autocommit=True, connect_timeout=3) as db:
            if not said_ready:
                print("ready", flush=True)  # without the flush it stays in Python's buffer
                said_ready = True
            while not stopping.is_set():
                if relay_batch(db) == 0:
                    stopping.wait(0.05)
    except (psycopg.Error, KafkaException) as error:
        print(error, file=sys.stderr, flush=True)
        stopping.wait(0.2)
