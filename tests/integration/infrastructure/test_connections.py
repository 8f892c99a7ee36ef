"""How the database is reached: cut lines are noticed, and a database that is away is waited for."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from sqlalchemy import make_url

from kogge.config import read_config
from kogge.infrastructure import database
from kogge.infrastructure.database import await_database, database_settings, engine_url
from kogge_cloud.infrastructure.database import database_settings as cloud_settings

URL = "postgresql://kogge:geheim@db.example/kogge"


def test_a_cut_line_is_noticed_at_both_ends_by_everybody() -> None:
    for settings in (database_settings(Path(), URL), cloud_settings(Path(), URL)):
        told = settings["OPTIONS"]
        assert (told["connect_timeout"], told["tcp_user_timeout"]) == (5, 20_000)
        assert "-c tcp_keepalives_idle=5" in told["options"]
        assert "-c idle_in_transaction_session_timeout=60000" in told["options"]
        assert "-c jit=off" in told["options"]
    assert "-c search_path=office" in database_settings(Path(), URL)["OPTIONS"]["options"]
    engine = make_url(engine_url(replace(read_config(), database_url=URL)))
    assert engine.query["tcp_user_timeout"] == "20000"
    assert "-c tcp_keepalives_idle=5" in engine.query["options"]


def test_what_the_address_says_itself_goes_before() -> None:
    url = f"{URL}?sslmode=require&connect_timeout=30&options=-c%20tcp_keepalives_idle%3D60"
    told = database_settings(Path(), url)["OPTIONS"]
    assert (told["sslmode"], int(told["connect_timeout"])) == ("require", 30)
    assert told["options"].endswith("-c tcp_keepalives_idle=60")
    engine = make_url(engine_url(replace(read_config(), database_url=url)))
    assert (engine.database, engine.query["sslmode"]) == ("kogge", "require")
    assert str(engine.query["options"]).endswith("-c tcp_keepalives_idle=60")


def test_a_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = iter([OperationalError("away"), OperationalError("away"), None])
    left: list[object] = []

    def connect() -> None:
        left.append(error := next(attempts))
        if error:
            raise error

    monkeypatch.setattr(database, "LOOK_FOR_DATABASE_EVERY_S", 0)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(connection, "ensure_connection", connect)
    await_database(threading.Event())
    assert len(left) == 3


def test_who_is_stopped_waits_for_no_database() -> None:
    stopped = threading.Event()
    stopped.set()
    await_database(stopped)
