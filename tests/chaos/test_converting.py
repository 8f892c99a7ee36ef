"""Processes die while they convert to invoices and post in bulk: every number once and none left out, one chain."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from kogge.documents.commands import verify
from kogge.documents.models import Document, DocumentKind
from tests.integration.documents.ledger import open_ledger

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS, KILLS = 150, 6

CONVERT = """
import json, os, random, signal, sys, time
import django
django.setup()
from django.db import connection, connections
from kogge.documents import converting, events
from kogge.documents.events import DocumentEvent
from kogge.documents.models import Document, DocumentState
from kogge.documents.posting import post_documents

database, kills, invoice, posts, ids = json.loads(sys.argv[1])
connection.settings_dict["NAME"] = database
now = Document.objects.get(pk=ids[0]).created_at
at_once = 8
chance = random.Random(4)

def list_left():
    return list(Document.objects.filter(pk__in=ids, state=DocumentState.OPEN).values_list("pk", flat=True))

def work(told):
    while left := list_left():
        for begin in range(0, len(left), at_once):
            made = converting.convert_documents(left[begin : begin + at_once], invoice, actor=None, at=now)
            if posts:
                post_documents([each.made for each in made if each.made], actor=None, at=now)
            if told:
                os.write(told, b".")

def die(occurrence):
    # In the transaction: numbers are taken and documents written, but nothing is committed.
    if occurrence.event is DocumentEvent.CONVERTED:
        os.kill(os.getpid(), signal.SIGKILL)

def fork(told, dies):
    connections.close_all()
    child = os.fork()
    if child == 0:
        if dies:
            events.on_document_event(die)
        work(told)
        os._exit(0)
    return child

for turn in range(kills):
    heard, told = os.pipe()
    children = [fork(told, dies=turn % 2 == 1), fork(told, dies=False)]
    os.read(heard, 1)
    time.sleep(chance.random() * 0.05)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
left = len(list_left())
work(None)
print(left)
"""
"""Lets two processes convert, and kills both in the middle, so often; does what is left, and tells how much it was."""


def test_numbers_have_no_gap_and_none_is_there_twice_when_processes_die(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = open_ledger()
    ids = [ledger.add().pk for _turn in range(ORDERS)]
    invoice = ledger.types[DocumentKind.INVOICE]
    # What is posted cannot be deleted: SQLite's tables would stay full for the tests that follow.
    posts = connection.vendor == "postgresql"
    asked = json.dumps([str(connection.settings_dict["NAME"]), KILLS, invoice.pk, posts, ids])
    done = subprocess.run(
        [sys.executable, "-c", CONVERT, asked],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "kogge.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert 0 < int(done.stdout) < ORDERS, "processes have to die in the middle of it"
    numbers = Document.objects.filter(document_type=invoice).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"RE{number:06}" for number in range(1, ORDERS + 1)]
    invoice.number_range.refresh_from_db()
    assert invoice.number_range.next_number == ORDERS + 1
    assert verify(as_json=True) == 0, capsys.readouterr().out
