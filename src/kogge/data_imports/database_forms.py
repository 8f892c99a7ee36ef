"""The form of an import from a database: where it is, who signs in, and what is read."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.data_imports.databases import PORTS, PROGRAMS, Shown
from kogge.data_imports.fields import Kind
from kogge.data_imports.models import KINDS
from kogge.data_imports.reading import MOST_BYTES
from kogge.data_imports.selects import Wanted
from kogge.infrastructure.foreign_databases import Engine, Server, Source, SqliteFile

TEXT = {"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
SELECT = {"class": "form-select"}
LAST_PORT = 65_535
PROGRAM, TABLE, OWN = "program:", "table:", "select"
_HOST = re.compile(r"\A[A-Za-z0-9:][A-Za-z0-9.:_-]*\Z")


class DatabaseForm(forms.Form):
    """What is in the database, and what of it is read; a subclass a way to reach it."""

    engine: Engine
    kind = forms.ChoiceField(label=_("What is in it"), choices=KINDS, widget=forms.Select(attrs=SELECT))
    wanted = forms.CharField(label=_("What is read"), required=False, widget=forms.Select(attrs=SELECT))
    select = forms.CharField(
        label=_("SELECT of your own"),
        required=False,
        help_text=_("Only where it is chosen above: one SELECT, which may join tables. Nothing is ever written."),
        widget=forms.Textarea(attrs=TEXT | {"rows": 4, "class": "form-control font-monospace"}),
    )

    def offer(self, shown: Shown) -> None:
        """Offer what the database shows."""
        ready = [(f"{PROGRAM}{each.value}", gettext("Ready for %(program)s") % {"program": PROGRAMS[each]})
                 for each in shown.programs]  # fmt: skip
        tables: Sequence[tuple[str, str]] = [(f"{TABLE}{name}", name) for name in shown.tables]
        choices = [*ready, (OWN, gettext("A SELECT of your own")), (gettext("Tables and views"), tables)]
        self.fields["wanted"].widget = forms.Select(attrs=SELECT, choices=choices)

    def read_kind(self) -> Kind:
        """Return what is in the database."""
        return Kind(self.cleaned_data["kind"])

    def read_wanted(self) -> Wanted:
        """Return what is read."""
        chosen: str = self.cleaned_data["wanted"]
        if chosen.startswith(TABLE):
            return Wanted(table=chosen.removeprefix(TABLE))
        if chosen.startswith(PROGRAM):
            return Wanted(program=chosen.removeprefix(PROGRAM))
        return Wanted(select=self.cleaned_data["select"])

    def read_source(self) -> Source:
        """Return the database."""
        raise NotImplementedError

    @property
    def connection(self) -> list[forms.BoundField]:
        """The fields that say where the database is."""
        return [self[name] for name in self.fields if name not in DatabaseForm.base_fields]


class ServerForm(DatabaseForm):
    """A database server."""

    host = forms.RegexField(_HOST, label=_("Server"), max_length=253, widget=forms.TextInput(attrs=TEXT))
    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=LAST_PORT, widget=forms.NumberInput(attrs={"class": "form-control"})
    )
    database = forms.CharField(label=_("Name of the database"), max_length=128, widget=forms.TextInput(attrs=TEXT))
    user = forms.CharField(
        label=_("User name"),
        max_length=128,
        help_text=_("Best one that may only read."),
        widget=forms.TextInput(attrs=TEXT),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=256,
        help_text=_("Used now and kept nowhere."),
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Propose the usual port."""
        super().__init__(*args, **options)
        self.fields["port"].initial = PORTS[self.engine]

    def read_source(self) -> Server:
        """Return the server."""
        entered = self.cleaned_data
        names = ("host", "port", "database", "user", "password")
        return Server(self.engine, **{name: entered[name] for name in names})


class PostgresqlForm(ServerForm):
    """A PostgreSQL server."""

    engine = Engine.POSTGRESQL


class SqlserverForm(ServerForm):
    """A Microsoft SQL Server."""

    engine = Engine.SQLSERVER


class SqliteForm(DatabaseForm):
    """An uploaded SQLite file."""

    engine = Engine.SQLITE
    file = forms.FileField(
        label=_("File"),
        help_text=_("A SQLite database, up to 10 MB; larger ones by the command kogge import-stock."),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".sqlite,.sqlite3,.db,.db3"}),
    )

    def clean_file(self) -> bytes:
        """Refuse what is too large to keep in memory."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 10 MB."))
        content: bytes = file.read()
        return content

    def read_source(self) -> SqliteFile:
        """Return the file."""
        return SqliteFile(self.cleaned_data["file"])


FORMS: dict[Engine, type[DatabaseForm]] = {form.engine: form for form in (PostgresqlForm, SqlserverForm, SqliteForm)}
