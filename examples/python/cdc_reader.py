"""A reader of the change log: the changes and its position in one transaction, then the acknowledgement.

asynclab run cdc --chaos kill-reader --role reader='python examples/python/cdc_reader.py'
What it is told and what it must do: docs/ROLES.md.

With ACK=on-receive it is a famous mistake: it acknowledges what is only in its memory, and begins
where the slot stands. On psycopg2, because psycopg 3 has no replication connection.
"""

import os
import select
import signal
import struct
import sys
import threading
import time
import uuid

import psycopg2
from psycopg2.extras import LogicalReplicationConnection, execute_values

HALT = 78  # not started again: it would find the same
FLUSH_S = 0.1  # transactions of so long go into one of the target
IDLE_S = 1  # so often the position alone, so that the server need not keep its log
FEEDBACK_S = 5  # sooner than the server asks, for psycopg2 answers that by itself
NEVER_S = 86_400  # psycopg2 would send its own position in between
ACK = os.environ.get("ACK", "after-commit")
SLOT = os.environ["SLOT"]

SAVED = """
    select system_identifier, timeline, slot, (consistent_point - '0/0')::bigint,
      (lsn - '0/0')::bigint from positions where reader = 'points'"""
# Guarded: the session of a reader that was killed may still commit.
SAVE = """
    update positions set lsn = '0/0'::pg_lsn + %s, saved_at = clock_timestamp()
    where reader = 'points' and lsn = '0/0'::pg_lsn + %s"""
SERVER = """
    select system_identifier::text, timeline_id, (pg_current_wal_insert_lsn() - '0/0')::bigint
    from pg_control_system(), pg_control_checkpoint()"""
STANDS = """
    select wal_status, (confirmed_flush_lsn - '0/0')::bigint from pg_replication_slots
    where slot_name = %s"""
GRANT = "insert into grants (message_id, op, user_id, seq, points) values %s"
LOGIN = ("op", "user_id", "seq", "points")
COPIES = {  # tables that are copied as they are
    "login_details": ("op", "i", "detail", "origin"),
    "imports": ("id", "line"),
    "load_markers": ("id",),
}

stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())


def halt(sentence):
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(HALT)


class Decoder:
    """pgoutput, protocol version 1. The server describes each table once on a connection."""

    def __init__(self):
        self.tables = {}

    def table(self, data):
        """R: id, schema, name, identity, and for each column: flags, name, type, modifier."""
        (table_id,) = struct.unpack_from(">I", data, 1)
        _schema, name, rest = data[5:].split(b"\0", 2)
        (count,) = struct.unpack_from(">H", rest, 1)
        columns, at = [], 3
        for _ in range(count):
            end = rest.index(b"\0", at + 1)
            columns.append(rest[at + 1:end].decode())
            at = end + 9
        self.tables[table_id] = (name.decode(), columns)

    def insert(self, data):
        """I: table, 'N', and for each column: 'n' for null, or 't', length and text."""
        table_id, _new, count = struct.unpack_from(">IcH", data, 1)
        name, columns = self.tables[table_id]
        values, at = [], 8
        for _ in range(count):
            size = 0 if data[at:at + 1] == b"n" else 4 + struct.unpack_from(">I", data, at + 1)[0]
            values.append(data[at + 5:at + 1 + size].decode() if size else None)
            at += 1 + size
        return name, dict(zip(columns, values))


def check(saved):
    """Halts unless the slot has all that comes after the saved position: the server would not say."""
    with psycopg2.connect(os.environ["SOURCE_URL"], connect_timeout=3) as db, db.cursor() as cursor:
        cursor.execute(SERVER)
        system, timeline, current = cursor.fetchone()
        cursor.execute(STANDS, (SLOT,))
        stands = cursor.fetchone()
    db.close()
    if saved[:2] != (system, timeline):
        halt(f"The saved position belongs to server {saved[0]}, and this is {system}; "
             "take a new snapshot of this server")
    if stands is None or saved[2] != SLOT or stands[0] == "lost":
        halt(f"The slot '{SLOT}' or its log is gone; create it and take a new snapshot")
    if not saved[3] <= stands[1] <= saved[4] <= current:
        halt(f"The slot '{SLOT}' was moved or created anew; take a new snapshot")


def columns_of(name, row):
    """The values that are copied of a row, in their order: the log names them as they were then."""
    wanted = LOGIN if name == "logins" else COPIES.get(name)
    if wanted is None:
        halt(f"The log has a row of '{name}', which this reader does not know")
    for column in wanted:
        if column not in row:
            halt(f"Column '{column}' of '{name}' is gone from the log; teach the reader its new name")
    return tuple(row[column] for column in wanted)


def grant(op, *rest):
    """The log has no message ids: made from the operation, the same each time."""
    return (str(uuid.uuid5(uuid.NAMESPACE_OID, f"login {op}")), op, *rest)


class Reader:
    def __init__(self, stream, target, position):
        self.stream, self.target, self.position = stream, target, position
        self.rows = {}  # by table: of whole transactions, and of the open one
        self.is_open = False

    def take(self, data, decoder):
        kind = data[:1]
        if kind == b"B":
            self.is_open = True
        elif kind == b"R":
            decoder.table(data)
        elif kind == b"I":
            name, row = decoder.insert(data)
            self.rows.setdefault(name, []).append(columns_of(name, row))
        elif kind == b"C":
            self.is_open = False
            if ACK == "on-receive":
                self.stream.send_feedback(flush_lsn=self.stream.wal_end, force=True)
        elif kind in (b"U", b"D", b"T"):
            halt(f"The log has a change of kind {kind.decode()}; this reader copies inserts alone")

    def flush(self):
        """Between two transactions: all before the last message, a keepalive too, is in `rows`."""
        end = max(self.position, self.stream.wal_end)
        if self.is_open or end == self.position:
            return
        with self.target, self.target.cursor() as cursor:
            for name, rows in self.rows.items():
                if name == "logins":
                    execute_values(cursor, GRANT, [grant(*row) for row in rows])
                else:
                    into = f"insert into {name} ({', '.join(COPIES[name])}) values %s"
                    execute_values(cursor, into, rows, page_size=1000)
            cursor.execute(SAVE, (end, self.position))
            if cursor.rowcount != 1:
                raise psycopg2.OperationalError("another reader moved the position")
        self.rows = {}
        self.position = end
        self.stream.send_feedback(flush_lsn=end, force=True)

    def run(self):
        decoder = Decoder()
        flushed_at = feedback_at = time.monotonic()
        while not stopping.is_set():
            now = time.monotonic()
            if now >= feedback_at:
                self.flush()  # psycopg2 moves its position over idle stretches, also unsaved ones
                self.stream.send_feedback(force=True)
                feedback_at = now + FEEDBACK_S
            if now >= flushed_at + (FLUSH_S if self.rows else IDLE_S):
                self.flush()
                flushed_at = time.monotonic()
            message = self.stream.read_message()
            if message is None:
                select.select([self.stream], [], [], 0.02)
            else:
                self.take(message.payload, decoder)


def read(target):
    """Reads until SIGTERM. Raises where a connection breaks."""
    with target, target.cursor() as cursor:
        cursor.execute(SAVED)
        saved = cursor.fetchone()
    if saved is None:
        halt("There is no saved position of reader 'points' in 'positions'; take a new snapshot")
    if ACK != "on-receive":
        check(saved)
    log = psycopg2.connect(os.environ["SOURCE_URL"], connect_timeout=3,
                           connection_factory=LogicalReplicationConnection)
    try:
        stream = log.cursor()
        options = {"proto_version": "1", "publication_names": os.environ["PUBLICATION"]}
        stream.start_replication(slot_name=SLOT, start_lsn=saved[4], options=options,
                                 status_interval=NEVER_S)
        say_ready()
        reader = Reader(stream, target, saved[4])
        try:
            reader.run()
        finally:
            reader.flush()  # a server that shuts down has asked, and psycopg2 answered
    finally:
        log.close()


said_ready = False


def say_ready():
    global said_ready
    if not said_ready:
        print("ready", flush=True)  # without the flush it stays in Python's buffer
    said_ready = True


while not stopping.is_set():
    try:
        target = psycopg2.connect(os.environ["TARGET_URL"], connect_timeout=3)
        try:
            read(target)
        finally:
            target.close()
    except psycopg2.Error as error:
        print(error, file=sys.stderr, flush=True)
        stopping.wait(0.2)
