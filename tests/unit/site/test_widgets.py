"""Lists to choose from are drawn by a template of ours, as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html

GROUPED = [("", "all"), ("Ships", [("kogge", "Kogge"), ("holk", "Holk & Co <b>")]), (7, "seven")]


@pytest.mark.parametrize("chosen", [None, "", "holk", 7, "7", "nothing of it"])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_it_is_what_django_draws(kind: type[forms.Select], chosen: object) -> None:
    widget = kind({"class": "form-select", "required": True, "data-x": 'a "quote"'})
    if kind is not forms.NullBooleanSelect:
        widget.choices = GROUPED
    value = [chosen] if kind is forms.SelectMultiple else chosen
    ours = widget.render("vessel", value, renderer=get_default_renderer())
    theirs = widget.render("vessel", value, renderer=DjangoTemplates())

    assert parse_html(ours) == parse_html(theirs)
    assert ours.count("<option") == theirs.count("<option") > 2
    assert len(ours) < len(theirs)  # Django's own has line breaks: it is ours that is used
