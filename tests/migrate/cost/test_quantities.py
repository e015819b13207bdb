import pytest

from migrate.cost import usage, uses
from migrate.cost.quantities import Use, draws
from migrate.model import Arg, Confidence, EnvRef, Literal, Provenance, Site, SiteKind, Span, Unknown
from providers import catalog


def call(path, line, model, kind=SiteKind.CALL, api="chat.completions.create", name="model"):
    value = model if isinstance(model, EnvRef | Unknown) else Literal(model)
    arg = Arg(name, value, Span(0, 1), Span(0, 1))
    return Site(kind, api, path, Span(0, 1), line, 1, "python", (arg,), confidence=Confidence.HIGH)


def config(path, line, model):
    return Site(SiteKind.CONFIG, "models.chat", path, Span(0, 1), line, 1, "yaml", value=Literal(model))


def parse(text):
    return usage.parse(f"version: 1\n{text}".encode(), origin="u.yaml")


def requests(found):
    return [(draw.use.model, draw.place, draw.figures.requests_per_month) for draw in found]


def test_models_are_found_with_the_places_that_ask_for_them():
    sites = [
        call("a.py", 3, "gpt-4o"),
        call("b.py", 9, "gpt-4o"),
        call("c.py", 1, EnvRef("MODEL", "gpt-4o")),
        call("d.py", 1, Unknown("computed")),
        call("e.py", 2, "o3", SiteKind.FRAMEWORK, "ChatOpenAI", "model_name"),
        config("config.yaml", 7, "gpt-4o"),
        call("f.py", 2, "somebody-elses-model"),
    ]
    found = uses({"gpt-4o": "glm-4.7", "o3": None}, sites, catalog.load("openai"))
    assert found == (
        Use("gpt-4o", "glm-4.7", "chat", ("a.py:3", "b.py:9", "c.py:1", "config.yaml:7")),
        Use("o3", None, "chat", ("e.py:2",)),
    )


def test_embedding_models_are_told_by_the_catalogue_or_by_the_call():
    sites = [call("a.py", 3, "my-vectors", api="embeddings.create"), call("a.py", 5, "my-chat")]
    mapping = {"text-embedding-3-small": "embedding-3", "my-vectors": None, "my-chat": None}
    kinds = {use.model: use.kind for use in uses(mapping, sites, catalog.load("openai"))}
    assert kinds == {"text-embedding-3-small": "embedding", "my-vectors": "embedding", "my-chat": "chat"}


def test_models_without_figures_of_their_own_share_the_applications_requests():
    wanted = [Use(name, None, "chat") for name in ("a", "b", "c")]
    found, notes = draws(wanted, parse("chat: {requests_per_month: 11, prompt_tokens: 1, completion_tokens: 1}"))
    assert requests(found) == [("a", None, 4), ("b", None, 4), ("c", None, 3)]
    assert "shared evenly by 3 models" in found[0].basis
    assert notes == ()


def test_a_models_own_figures_come_first_and_borrow_only_the_size_of_a_request():
    text = (
        "chat: {requests_per_month: 10, prompt_tokens: 7, completion_tokens: 3, provenance: assumed}\n"
        "models: {a: {requests_per_month: 5, prompt_tokens: 9, provenance: log}, b: {prompt_tokens: 2}}"
    )
    found, _ = draws([Use("a", None, "chat"), Use("b", None, "chat"), Use("c", None, "chat")], parse(text))
    own, silent, rest = found
    assert (own.figures.requests_per_month, own.figures.prompt_tokens, own.figures.completion_tokens) == (5, 9, 3)
    assert own.provenance is Provenance.LOG
    assert silent.missing == ("requests_per_month",)
    assert rest.figures.requests_per_month == 10
    assert rest.provenance is Provenance.ASSUMED


def test_call_sites_with_figures_are_counted_one_by_one_and_the_others_are_not_guessed():
    text = (
        "chat: {requests_per_month: 10, prompt_tokens: 7, completion_tokens: 3}\n"
        "sites: {'x.py:1': {requests_per_month: 2}, 'gone.py:5': {requests_per_month: 1}}"
    )
    found, notes = draws([Use("a", None, "chat", ("x.py:1", "y.py:2")), Use("b", None, "chat")], parse(text))
    assert requests(found) == [("a", "x.py:1", 2), ("a", "y.py:2", None), ("b", None, 10)]
    assert found[1].missing == ("requests_per_month", "prompt_tokens", "completion_tokens")
    assert notes == ("usage of call site gone.py:5: no such call site",)


def test_figures_for_a_model_and_for_its_call_site_are_not_added_up():
    text = "models: {a: {requests_per_month: 5}}\nsites: {'x.py:1': {requests_per_month: 2}}"
    found, notes = draws([Use("a", None, "chat", ("x.py:1",))], parse(text))
    assert requests(found) == [("a", None, 5)]
    assert "not counted again" in notes[0]


def test_figures_for_a_model_nobody_uses_are_reported():
    _, notes = draws([Use("a", None, "chat")], parse("models: {gpt-5: {requests_per_month: 5}}"))
    assert notes == ("usage of model gpt-5: no such model in use",)


@pytest.mark.parametrize("kind", ["chat", "embedding"])
def test_without_figures_everything_is_missing(kind):
    found, _ = draws([Use("a", None, kind)], parse("name: x"))
    assert "requests_per_month" in found[0].missing
    assert ("completion_tokens" in found[0].missing) == (kind == "chat")
