"""The rows of a nightly file, for batch_loader.py: CSV and JSON Lines, each cell checked.

A row that cannot be loaded has a reason, and the reading goes on after it.
"""

import csv
import json
import re
import uuid
from datetime import datetime
from io import TextIOWrapper

COLUMNS = ("row_id", "op", "user", "seq", "note", "points", "message_id", "business_at")
LARGEST = {"row_id": 2**63 - 1, "op": 2**63 - 1, "seq": 2**31 - 1, "points": 2**31 - 1}
WHOLE = re.compile(r"\d{1,19}", re.ASCII)
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z", re.ASCII)
HALF_PAIR = re.compile("[\ud800-\udfff]")  # stands for bytes that are not UTF-8
MOST_RAW = 2_000

csv.field_size_limit(16 * 2**20)


class BadFile(Exception):
    """The file is not what its manifest says: nothing of it may be loaded."""


def rows_of(file, format_name):
    """For each row: its cells, why it cannot be loaded (None where it can), and its text."""
    newline = "" if format_name == "csv" else "\n"  # the parser of CSV wants all line ends
    text = TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline=newline)
    for row, raw in READERS[format_name](text):
        printable = raw[:MOST_RAW].encode(errors="replace").decode().replace("\0", "?")
        yield row, fault_of(row), printable


def fault_of(row):
    """Why the database would refuse the row, and the whole file with it; None where it is right."""
    if set(row) != set(COLUMNS):
        return "it does not have the cells of this feed"
    for column, cell in row.items():
        if not isinstance(cell, str) or "\0" in cell or HALF_PAIR.search(cell):
            return f"{column} must be a text in UTF-8 without a NUL"
        largest = LARGEST.get(column)
        if largest is not None and not (WHOLE.fullmatch(cell) and int(cell) <= largest):
            return f"{column} must be a whole number up to {largest}"
    try:
        uuid.UUID(row["message_id"])
        datetime.fromisoformat(INSTANT.fullmatch(row["business_at"])[1])
    except (ValueError, TypeError):
        return "message_id must be a UUID, and business_at an instant that ends with Z"
    return None


def csv_rows(text):
    """The parser knows line feeds within quotes: a line is not a row."""
    try:
        reader = csv.reader(text, strict=True)
        header = next(reader, [])
        if sorted(header) != sorted(COLUMNS):
            raise BadFile("the header has other columns")
        for cells in reader:
            row = dict(zip(header, cells)) if len(cells) == len(header) else {}
            yield row, json.dumps(row or cells)
    except csv.Error as error:  # nobody knows where the next row begins
        raise BadFile(str(error)) from error


def json_rows(text):
    """An object a line, after the line that names the columns."""
    if not re.match(r'\{"columns":', text.readline()):
        raise BadFile("the first line does not name the columns")
    for line in text:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield row if isinstance(row, dict) else {}, line


READERS = {"csv": csv_rows, "json": json_rows}
