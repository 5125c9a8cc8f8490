"""A loader of nightly files: rows, totals and the file's own row in one transaction, then the move.

asynclab run batch --chaos kill-loader --role loader='python examples/python/batch_loader.py'
docs/ROLES.md says what it gets and what it must do. It reads --format csv and json.

BROKEN makes it a famous mistake: with load-twice it remembers only in its memory which files it has
loaded; with no-totals it believes that a file is whole because it could read the file.
"""

import base64
import hashlib
import itertools
import json
import os
import re
import signal
import socket
import sys
import tempfile
import threading
import urllib.request
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import paramiko
import psycopg

from batch_rows import COLUMNS, READERS, BadFile, rows_of

USAGE = 64  # the exit code of a wrong setting
POLL_S = 0.05
TIMEOUT_S = 5
LARGEST_MANIFEST = 10_000
MISTAKES = ("none", "load-twice", "no-totals")
BROKEN = os.environ.get("BROKEN", "none")
FORMAT = os.environ["FORMAT"]
IS_OVER_SCP = os.environ["TRANSFER"] == "scp"
ZONE = ZoneInfo(os.environ["ZONE"])
SCHEDULE = time.fromisoformat(os.environ["SCHEDULE"])

LAST = "select coalesce(max(sequence), 0) from feed_files"
KNOWN = "select sha256 from feed_files where feed_date = %s and attempt = %s"
IS_LOADED = "select 1 from feed_files where feed_date = %s limit 1"
STAGE = f"copy staging (line, {', '.join(COLUMNS).replace('user', 'user_id')}) from stdin"
GRANT = """
    insert into grants (message_id, op, user_id, seq, points)
    select message_id, op, user_id, seq, points from staging"""
GRANT_NEW = f"""
    with fresh as (
      insert into loaded_rows (row_id) select row_id from staging on conflict do nothing
      returning row_id
    ) {GRANT} join fresh using (row_id) order by line"""
TOTALS = """
    select count(*), coalesce(sum(points), 0)::text, coalesce(bit_xor(op), 0)::text
    from grants where op in (select op from staging)"""
REJECT = """
    insert into rejected_rows (feed_date, attempt, line, reason, raw)
    values (%s, %s, %s, %s, %s)"""
REMEMBER = """
    insert into feed_files (feed_date, attempt, sequence, file, sha256, loaded, there, rejected)
    values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing"""

stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())


for name, word, known in (("FORMAT", FORMAT, READERS), ("BROKEN", BROKEN, MISTAKES)):
    if word not in known:
        must = f"{name} cannot be '{word}'; it must be one of {', '.join(known)}"
        print(must, file=sys.stderr, flush=True)
        sys.exit(USAGE)


# ---- files


@contextmanager
def files():
    """The run's folder. The server's key is compared before the user's name is sent."""
    url = urlsplit(os.environ["FILES_URL"])
    transport = paramiko.Transport(socket.create_connection((url.hostname, url.port), TIMEOUT_S))
    try:
        transport.start_client(timeout=TIMEOUT_S)
        digest = hashlib.sha256(transport.get_remote_server_key().asbytes()).digest()
        found = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
        if found != os.environ["FILES_HOST_KEY"]:
            raise paramiko.SSHException(f"The server has the key {found}, and not the expected one")
        key = paramiko.Ed25519Key.from_private_key_file(os.environ["FILES_KEY"])
        transport.auth_timeout = TIMEOUT_S
        transport.auth_publickey(unquote(url.username), key)
        sftp = transport.open_sftp_client()
        sftp.get_channel().settimeout(TIMEOUT_S)
        sftp.chdir(unquote(url.path))
        yield sftp
    finally:
        transport.close()


def exists(sftp, path):
    try:
        return bool(sftp.stat(path))
    except FileNotFoundError:
        return False


def manifest_in(data):
    """None where the text is cut off or is no manifest: then its file does not exist (yet)."""
    try:
        line, _, rest = data.decode().partition("\n")
        digest = hashlib.sha256(line.encode()).hexdigest()
        if IS_OVER_SCP and rest != f"{len(line)} {digest}\n":
            return None
        manifest = json.loads(line)
        # A manifest comes from another system: its names must not lead out of the inbox.
        is_plain = re.fullmatch(r"[\w-]+(\.[\w-]+)*", manifest["file"], re.ASCII)
        numbers = [manifest[name] for name in ("attempt", "sequence", "bytes", "count")]
        texts = [manifest[name] for name in ("sha256", "sum", "xor")]
        date.fromisoformat(manifest["date"])
        have = {type(number) for number in numbers}, {type(text) for text in texts}
        return manifest if is_plain and have == ({int}, {str}) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def scan(sftp):
    """The manifests whose files are there, in the order in which they must be loaded."""
    names = set(sftp.listdir("inbox"))
    found = []
    for name in names:
        if not name.endswith(".manifest"):
            continue
        with sftp.open(f"inbox/{name}", "rb") as file:
            manifest = manifest_in(file.read(LARGEST_MANIFEST))
        if manifest is not None and manifest["file"] in names:
            found.append({**manifest, "name": name})
    return sorted(found, key=lambda manifest: (manifest["sequence"], manifest["attempt"]))


def move(sftp, manifest, folder):
    """The manifest goes last. Nothing is replaced: a second file of a name gets a number."""
    for name in (manifest["file"], manifest["name"]):
        for copy in itertools.count(1):
            to = f"{folder}/{name}" if copy == 1 else f"{folder}/{name}.{copy}"
            if not exists(sftp, to):
                sftp.rename(f"inbox/{name}", to)
                break


def fetch(sftp, manifest, local):
    """Gets the file, and compares it with its manifest before a row of it is read."""
    digest = hashlib.sha256()
    with sftp.open(f"inbox/{manifest['file']}", "rb") as remote:
        remote.prefetch()
        while chunk := remote.read(2**15):
            digest.update(chunk)
            local.write(chunk)
    size, found = local.tell(), digest.hexdigest()
    local.seek(0)
    if BROKEN == "none" and (size, found) != (manifest["bytes"], manifest["sha256"]):
        raise BadFile(f"it has {size} bytes and the hash {found}")
    return found


# ---- the load


def stage(cursor, local):
    """Copies the rows into the staging table. Returns their number, and the rejected rows."""
    rejected, line = [], 0
    cursor.execute("truncate staging")
    with cursor.copy(STAGE) as copy:
        for line, (row, reason, raw) in enumerate(rows_of(local, FORMAT), 1):
            if reason is None:
                copy.write_row((line, *(row[column] for column in COLUMNS)))
            else:
                rejected.append((line, reason, raw))
    return line - len(rejected), rejected


def must_agree(cursor, manifest, rejected):
    """The target, not the file, is asked: a file that lost its end agrees with itself."""
    count, *sums = cursor.execute(TOTALS).fetchone()
    differ = not rejected and sums != [manifest["sum"], manifest["xor"]]
    if differ or count + len(rejected) != manifest["count"]:
        raise BadFile(f"the target has {count} rows of {manifest['count']}, and {sums}")


def load(sftp, db, manifest):
    day = (manifest["date"], manifest["attempt"])
    with tempfile.TemporaryFile() as local:
        digest = fetch(sftp, manifest, local)
        with db.transaction(), db.cursor() as cursor:
            staged, rejected = stage(cursor, local)
            cursor.execute(GRANT + " order by line" if BROKEN == "load-twice" else GRANT_NEW)
            fresh = cursor.rowcount
            if BROKEN == "none":
                must_agree(cursor, manifest, rejected)
            for row in rejected:
                cursor.execute(REJECT, (*day, *row))
            about = (manifest["sequence"], manifest["file"], digest)
            cursor.execute(REMEMBER, (*day, *about, fresh, staged - fresh, len(rejected)))
            if cursor.rowcount == 0 and BROKEN == "none":
                raise psycopg.OperationalError("another loader has loaded this file meanwhile")


def is_known(db, manifest):
    """A file's row is committed with its content. The same file with another hash is bad."""
    known = db.execute(KNOWN, (manifest["date"], manifest["attempt"])).fetchone()
    if known is not None and known[0] != manifest["sha256"]:
        raise BadFile("it was loaded before with another content")
    return known is not None


in_memory = set()  # what BROKEN=load-twice knows


def load_all(sftp, db):
    for manifest in scan(sftp):
        if stopping.is_set() or manifest["sequence"] > db.execute(LAST).fetchone()[0] + 1:
            return  # a later file waits for the one before it
        try:
            if BROKEN == "load-twice":
                if manifest["file"] not in in_memory:
                    load(sftp, db, manifest)
                    in_memory.add(manifest["file"])
                continue  # moves no file: people tidy the inbox once a week
            if not is_known(db, manifest):
                load(sftp, db, manifest)
            move(sftp, manifest, "done")
        except BadFile as error:
            print(f"set aside '{manifest['file']}': {error}", file=sys.stderr, flush=True)
            move(sftp, manifest, "aside")


# ---- the calendar

unchecked = date.fromisoformat(os.environ["START_DATE"])


def now():
    with urllib.request.urlopen(os.environ["ASYNCLAB_CLOCK"], timeout=TIMEOUT_S) as answer:
        return datetime.fromisoformat(json.load(answer)["now"].replace("Z", "+00:00"))


def ask_for_missing(sftp, db):
    """At a day's check, one hour after its schedule: what is not loaded is missing or bad."""
    global unchecked
    instant = now()
    while True:
        local = datetime.combine(unchecked + timedelta(days=1), SCHEDULE, ZONE)
        # In UTC an hour has 60 minutes, also where the local clocks change.
        if local.astimezone(timezone.utc) + timedelta(hours=1) > instant:
            return
        if db.execute(IS_LOADED, (unchecked,)).fetchone() is None:
            request = f"points-{db.execute(LAST).fetchone()[0] + 1}-{unchecked}.again"
            if IS_OVER_SCP:  # A cannot list the folder
                with sftp.open("requests/points.again", "a") as names:
                    names.write(request + "\n")
            sftp.open(f"requests/{request}", "w").close()
        unchecked += timedelta(days=1)


is_ready = False
while not stopping.is_set():
    try:
        with psycopg.connect(os.environ["TARGET_URL"], autocommit=True,
                             connect_timeout=TIMEOUT_S) as db, files() as sftp:
            if not is_ready:
                print("ready", flush=True)  # without the flush the word stays in Python's buffer
                is_ready = True
            while not stopping.is_set():
                load_all(sftp, db)
                ask_for_missing(sftp, db)
                stopping.wait(POLL_S)
    except (psycopg.Error, paramiko.SSHException, OSError, EOFError) as error:
        print(repr(error), file=sys.stderr, flush=True)
        stopping.wait(0.2)
