"""Whoever acts is written down, and every action has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import kogge
from kogge.changeover.inspections import ACTIONS as CHANGEOVER
from kogge.journal.wording import ACTIONS

SOURCE = Path(kogge.__file__).parent
MADE_OF_PARTS = {"orders.accepted_change", "orders.refused_change", *CHANGEOVER.values()}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.AST) -> set[str]:
    """Return the names of the functions that are called within."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    named = (each for each in calls if isinstance(each, ast.Name | ast.Attribute))
    return {each.id if isinstance(each, ast.Name) else each.attr for each in named}


def functions() -> dict[str, tuple[str, set[str], set[str]]]:
    """Return each function of the Office by name: where it is, its parameters, and whom it calls."""
    found = {}
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                arguments = {each.arg for each in (*node.args.args, *node.args.kwonlyargs)}
                place = f"{path}:{node.name}"
                found[place] = (node.name, arguments, called(node))
    return found


def test_every_function_that_is_told_who_acts_writes_it_down() -> None:
    """A function with a parameter `actor`, `user` or `user_id` reaches `record`, by itself or by whom it calls."""
    all_functions = functions()
    recording = {"record", "record_all"}
    while True:
        more = {name for name, _, calls in all_functions.values() if calls & recording} - recording
        if not more:
            break
        recording |= more
    acting = {
        place: name
        for place, (name, arguments, _) in all_functions.items()
        if arguments & {"actor", "user_id"} or ("user" in arguments and "/services.py" in place)
    }
    only_ask = {"may_change_account", "list_administered", "_require_own", "__init__"}
    only_ask.add("note_change")  # the change of an order is a record of its own; its callers write into the journal
    assert len(acting) > 15
    assert [place for place, name in acting.items() if name not in recording | only_ask] == []


def test_every_action_has_its_words() -> None:
    actions = set(MADE_OF_PARTS)
    for _, tree in modules():
        for node in ast.walk(tree):
            texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)] if is_note(node) else []
            actions |= {each for each in texts if isinstance(each, str) and each in ACTIONS}
            if isinstance(node, ast.keyword) and node.arg == "action" and isinstance(node.value, ast.Constant):
                actions.add(str(node.value.value))
            if isinstance(node, ast.Call) and is_note(node):
                actions |= {each for each in texts if isinstance(each, str) and looks_like_an_action(each)}
    assert actions - set(ACTIONS) == set()
    assert set(ACTIONS) - actions == set()


def is_note(node: ast.AST) -> bool:
    noting = {"record", "record_all", "note", "_note", "_store_state", "_record", "_save"}
    return isinstance(node, ast.FunctionDef | ast.Call) and bool(called(node) & noting)


def looks_like_an_action(text: str) -> bool:
    return "." in text.strip(".") and text.replace(".", "").replace("_", "").isalpha()
