"""What a name or an expression stands for: a class of a library, a client, a request that is being built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from posixpath import dirname, splitext
from typing import TYPE_CHECKING

from migrate.languages.simple.expr import (
    Binding,
    Either,
    Given,
    Import,
    Inner,
    Name,
    New,
    key,
)
from migrate.languages.simple.module import Chain, Index, Link, Module, qualify
from migrate.languages.simple.tables import Sdk, Tables, names
from migrate.languages.simple.texts import Texts
from migrate.languages.simple.things import Asked, Client, Made, Request, Space, Thing

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEP = 12  # names that stand for names
_EXAMPLES = ("example", "examples", "sample", "samples", "demo", "demos")


@dataclass
class Resolver(Texts):
    """Name resolution within one file, with what the other files of the project say."""

    module: Module
    tables: Tables
    others: Mapping[str, Index]
    files: frozenset[str] = frozenset()  # of the project, read or not
    _asked: int = 0  # for text
    _things: dict[tuple[int, int, str], Thing | None] = field(default_factory=dict)
    _spaces: dict[str, Space | None] = field(default_factory=dict)

    @cached_property
    def own_classes(self) -> frozenset[str]:
        """Classes that the project itself declares."""
        return frozenset(c for index in self.others.values() for c in index.classes) | self.module.classes

    @cached_property
    def neighbours(self) -> tuple[Index, ...]:
        """The other files of the same folder or namespace."""
        here, space = dirname(self.module.path), self.module.namespace
        return tuple(
            i for p, i in self.others.items()
            if p != self.module.path and (dirname(p) == here or (space and i.namespace == space))
        )  # fmt: skip

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """What this file imports, and what is imported for every file of its folder."""
        here = dirname(self.module.path)
        wide = (
            Import(module, "", self.module.root)
            for path, index in self.others.items()
            if index.everywhere and path != self.module.path
            and f"{here}/".startswith(f"{dirname(path)}/".lstrip("/"))
            for module in index.everywhere
        )
        return (*self.module.imports, *wide)

    @cached_property
    def sdks(self) -> tuple[Sdk, ...]:
        """The libraries this file, or else its neighbours, import."""
        found = [f[0] for i in self.imports if (f := self.library(i.module))]
        if not found:
            found = [f[0] for n in self.neighbours for m in n.imports if (f := self.library(m))]
        return tuple({s.name: s for s in (*found, *(s for s in self.tables.sdks if s.always))}.values())

    def library(self, path: str) -> tuple[Sdk, str] | None:
        """The library that an import names; None where the project itself declares what is imported."""
        found = self.tables.sdk(path)
        ours = found is not None and any(self.is_own(p) for p in (path, path.rpartition(".")[0]))  # `import static`
        return None if ours else found

    @cached_property
    def roots(self) -> Mapping[str, frozenset[str]]:
        """Folders by the namespace that stands for them, as PSR-4 and Java's source roots have it.

        A file `src/Chat/Talk.php` in `Acme\\Chat` says that `src` holds `Acme`.
        """
        found: dict[str, set[str]] = {}
        places = {(i.namespace, dirname(p)) for p, i in self.others.items()}
        for space, folder in {*places, (self.module.namespace, dirname(self.module.path))}:
            while space and self.tables.sdk(space) is not None:
                found.setdefault(space, set()).add(folder)
                outer, _, last = space.rpartition(".")
                if folder.rpartition("/")[2] != last:
                    break
                space, folder = outer, dirname(folder)
        return {space: frozenset(folders) for space, folders in found.items()}

    def is_declared(self, path: str) -> bool:
        """True for a class whose file stands where the project's own namespaces have it, whatever it holds."""
        suffix = splitext(self.module.path)[1]
        for space, folders in self.roots.items():
            if path.startswith(f"{space}."):
                file = path[len(space) + 1 :].replace(".", "/") + suffix
                if any(f"{folder}/{file}".lstrip("/") in self.files for folder in folders):
                    return True
        return False

    def is_own(self, path: str) -> bool:
        """True for a class of the project itself, unless the file shows how a client would use it."""
        if path not in self.own_classes and not self.is_declared(path):
            return False
        return not any(part in _EXAMPLES for part in self.module.path.lower().split("/")[:-1])

    def is_ourselves(self, sdk: Sdk, path: str) -> bool:
        """True in a library's own source, where its classes are not used but made."""
        if not self.module.namespace or sdk.tail(self.module.namespace) is None:
            return False
        return any(self.is_own(p) for p in (path, path.rpartition(".")[0]))

    # --- names ---------------------------------------------------------------------------------------

    def thing(self, node: Node, depth: int = 0) -> Thing | None:
        """What an expression stands for."""
        at = key(node)
        if at not in self._things:
            self._things[at] = None  # while it is looked for: a name may be made of itself
            found = self._thing(node, depth) if depth < _DEEP else None
            if found is None and depth >= _DEEP:
                del self._things[at]
                return None
            self._things[at] = found
        return self._things[at]

    def _thing(self, node: Node, depth: int) -> Thing | None:
        chain = self.module.chain(node)
        if chain is not None:
            return [after for _, _, after in self.steps(chain, depth)][-1]
        expr = self.module.expr(node)
        if isinstance(expr, Inner):
            return self.thing(expr.node, depth + 1)
        if isinstance(expr, Either):
            return next((t for n in expr.nodes if (t := self.thing(n, depth + 1)) is not None), None)
        if isinstance(expr, Name):
            return self.name(expr.text, node.start_byte, depth)
        if isinstance(expr, New):
            return self._new(expr, node)
        return None

    def steps(self, chain: Chain, depth: int = 0) -> Iterator[tuple[Thing | None, Link, Thing | None]]:
        """Each link of a chain with what stands before and after it."""
        thing = self._root(chain, depth)
        for at, link in enumerate(chain.links):
            before = thing
            if before is None and link.call is None:
                thing = self._field(link, depth) if at == 0 or self._is_this(chain) else None
            elif before is None and at == 0 and link.call is not None and self._is_bare(chain):
                thing = self._function(link, imported=chain.root is None)
            else:
                thing = self.follow(before, link)
            yield before, link, thing

    def _is_this(self, chain: Chain) -> bool:
        root = self.module.expr(chain.root) if chain.root is not None else None
        return isinstance(root, Name)

    def _is_bare(self, chain: Chain) -> bool:
        """A function by its name, or a method of the object itself."""
        root = self.module.expr(chain.root) if chain.root is not None else None
        return chain.root is None or (isinstance(root, Name) and root.text in self.module.grammar.this)

    def _root(self, chain: Chain, depth: int) -> Thing | None:
        if chain.root is None:
            return None
        expr = self.module.expr(chain.root)
        if isinstance(expr, Name) and expr.text in self.module.grammar.this:
            return None
        return self.thing(chain.root, depth + 1)

    def name(self, text: str, offset: int, depth: int = 0) -> Thing | None:
        """What a name stands for at an offset."""
        module = self.module
        for bound in (*module.find(text, offset), *module.fields.get(text, ())):
            found = self._bound(bound, depth)
            if found is not None:
                return found
        space = self.space(text)
        if space is not None:
            return space
        typed = {t for n in self.neighbours if (t := n.types.get(text))}
        return self._typed(typed.pop()) if len(typed) == 1 else None

    def space(self, text: str) -> Space | None:
        """The class or namespace a name stands for, by the file's imports."""
        if text not in self._spaces:
            self._spaces[text] = self._space(text)
        return self._spaces[text]

    def _space(self, text: str) -> Space | None:
        full = qualify(self.module, text)
        if full is not None:
            return Space(full)
        if self.module.namespace and f"{self.module.namespace}.{text}" in self.own_classes:
            return Space(f"{self.module.namespace}.{text}")
        written_out = "." in text and not self.module.grammar.loose  # with its namespace: no import brings it in
        for module, sdk in self._wild if not written_out else ():
            if self._lists(sdk, text):
                return Space(f"{module}.{text}")
        if (self.module.grammar.loose or "." in text) and self.tables.sdk(text) is not None:
            return Space(text)
        return None

    @cached_property
    def _wild(self) -> tuple[tuple[str, Sdk], ...]:
        """Libraries of which everything is imported, by the names of the imports."""
        modules = dict.fromkeys(i.module for i in self.imports if not i.local)
        named = (m for m in modules if not m.startswith("require."))  # which names nothing
        return tuple((module, found[0]) for module in named if (found := self.tables.sdk(module)) is not None)

    def _lists(self, sdk: Sdk, text: str) -> bool:
        known = (sdk.types, sdk.makers, sdk.requests, sdk.symbols, sdk.counters)
        if any(sdk.is_cast(name) or any(name in table for table in known) for name in names(text)):
            return True
        if sdk.constants is not None and any(sdk.constants.fullmatch(f"{text}.{x}") for x in ("X", "Xx")):
            return True
        return any(m.partition(".")[0] == text.partition(".")[0] for m in (*sdk.makers, *sdk.values))

    def _bound(self, bound: Binding, depth: int) -> Thing | None:
        if bound.value is not None:
            found = self.thing(bound.value, depth + 1)
            if isinstance(found, Client) and found.made is not None and found.made.name is None:
                return replace(found, made=replace(found.made, name=bound.name))
            if found is not None and not isinstance(found, Asked | Space):
                return found
        return self._typed(bound.type) if bound.type else None

    def _typed(self, written: str) -> Thing | None:
        space = self.space(written)
        found = self.tables.sdk(space.path if space is not None else written)
        if found is None:
            return None
        sdk, tail = found
        if self.is_ourselves(sdk, space.path if space is not None else written):
            return None
        prefix = next((sdk.types[n] for n in names(tail) if n in sdk.types), None)
        if prefix is None:
            return None
        return Client(sdk, None, tuple(p for p in prefix.split(".") if p))

    def _field(self, link: Link, depth: int) -> Thing | None:
        known: Thing | None = None
        for bound in reversed(self.module.fields.get(link.name, ())):
            found = self._bound(bound, depth)
            if found is not None and not (isinstance(found, Client) and found.made is None):
                return found
            known = known or found
        for value in self.module.given.get(link.name, ()) if known is not None else ():
            found = self.thing(value, depth + 1)
            if isinstance(found, Client) and found.made is not None:
                return found
        if known is not None:
            return known
        typed = {t for n in self.neighbours if (t := n.types.get(link.name))}
        return self._typed(typed.pop()) if len(typed) == 1 else None

    def _function(self, link: Link, *, imported: bool) -> Thing | None:
        """A function that was brought in by name, or one of the file's own that returns a client."""
        space = self.space(link.name) if imported else None
        found = self._call(space, link) if space is not None else None
        returned = self.module.functions.get(link.name, ())
        if found is None and len(returned) == 1 and (written := next(iter(returned))):
            return self._typed(written)
        return found

    @cached_property
    def holders(self) -> Mapping[tuple[int, int, str], str]:
        """The variable that a value is given to, by the value's node."""
        found: dict[tuple[int, int, str], str] = {}
        for scopes in self.module.bindings.values():
            for bound in (b for bindings in scopes.values() for b in bindings):
                node = bound.value
                for _ in range(4):
                    expr = self.module.expr(node) if node is not None else None
                    if node is None or not isinstance(expr, Inner):
                        break
                    node = expr.node
                if node is not None:
                    found[key(node)] = bound.name
        return found

    # --- what follows a dot --------------------------------------------------------------------------

    def follow(self, thing: Thing | None, link: Link) -> Thing | None:
        """What a link of a chain leads to."""
        if isinstance(thing, Space):
            here = Space(f"{thing.path}.{link.name}")
            return self._call(here, link) if link.call is not None else here
        if isinstance(thing, Client):
            return self._of_client(thing, link)
        if isinstance(thing, Request):
            if link.call is None or link.name in self.tables.finishers:
                return thing
            if link.call.args and all(g.name for g in link.call.args):  # a block that sets fields
                return replace(thing, fields=(*thing.fields, *link.call.args))
            return replace(thing, setters=(*thing.setters, link))
        return None

    def _call(self, space: Space, link: Link) -> Thing | None:
        found = self.tables.sdk(space.path)
        if found is None or link.call is None:
            return None
        sdk, tail = found
        if self.is_ourselves(sdk, space.path):
            return None
        given = link.call.args
        for name in names(tail):
            if name in sdk.makers:
                return self._make(sdk, name, given, link.call.args_node, link.node)
            if name in sdk.requests and name.rpartition(".")[2] == link.name:  # a constructor without `new`
                return Request(sdk, sdk.requests[name], given)
        owner = tail.rpartition(".")[0]
        if owner and link.name in self.tables.openers:
            for name in names(owner):
                if name in sdk.requests:
                    return Request(sdk, sdk.requests[name], given)
        if "" in sdk.types:  # a facade: the class itself is the client
            return self._of_client(Client(sdk), link)
        return None

    def _make(
        self, sdk: Sdk, name: str, given: tuple[Given, ...], args: Node | None, node: Node
    ) -> Client:
        maker = sdk.makers[name]
        made = Made(maker, given, args, node, name)
        return Client(sdk, made, tuple(p for p in maker.prefix.split(".") if p), maker.builds)

    def _new(self, expr: New, node: Node) -> Thing | None:
        space = self.space(expr.type) if expr.type else None
        found = self.tables.sdk(space.path) if space is not None else None
        if found is None or space is None or self.is_ourselves(found[0], space.path):
            return None
        sdk, tail = found
        for name in names(tail):
            if name in sdk.makers:
                return self._make(sdk, name, (*expr.args, *expr.fields), expr.args_node, node)
            if name in sdk.requests:
                return Request(sdk, sdk.requests[name], (*expr.args, *expr.fields))
        owner, _, last = tail.rpartition(".")  # `new ChatModel.ChatModelBuilder()` as `ChatModel.builder()`
        opener = f"{owner}.builder"
        if last in ("Builder", f"{owner}Builder") and opener in sdk.makers:
            return self._make(sdk, opener, expr.args, expr.args_node, node)
        return None

    def _of_client(self, client: Client, link: Link) -> Thing | None:
        sdk, path = client.sdk, (*client.path, link.name)
        if client.building and link.call is not None:
            if link.name in self.tables.finishers:
                return replace(client, building=False)
            if ".".join(path) not in sdk.methods and client.made is not None:
                return replace(client, made=replace(client.made, setters=(*client.made.setters, link)))
        dotted = ".".join(path)
        method = sdk.methods.get(dotted)
        deeper = any(known.startswith(dotted + ".") for known in sdk.methods)
        if method is not None and link.call is not None and not (deeper and not link.call.args):
            return Asked(sdk, method, client, link)
        if dotted in sdk.makers and link.call is not None:  # a client of a client: GetChatClient("gpt-4o")
            inner = self._make(sdk, dotted, link.call.args, link.call.args_node, link.node)
            azure = client.made is not None and client.made.maker.azure
            if inner.made is None:
                return inner
            maker = replace(inner.made.maker, azure=azure or inner.made.maker.azure)
            made = replace(inner.made, maker=maker, parent=client.made, partial=client.made is None)
            return replace(inner, made=made)
        if deeper or dotted in sdk.types.values():
            return replace(client, path=path)
        if link.name in sdk.settings or link.name in self.tables.wrappers or link.name in self.tables.finishers:
            return client
        return None


__all__ = ["Asked", "Client", "Made", "Request", "Resolver", "Space", "Thing"]
