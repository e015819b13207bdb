"""What names and expressions can stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.languages.simple.expr import Given
from migrate.languages.simple.module import Link
from migrate.languages.simple.tables import Maker, Method, Sdk

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace, package or class, by its full dotted name."""

    path: str


@dataclass(frozen=True, slots=True)
class Made:
    """How a client was constructed: by `maker`, with what it was given and set."""

    maker: Maker
    given: tuple[Given, ...]
    args_node: Node | None
    node: Node
    api: str
    setters: tuple[Link, ...] = ()
    parent: Made | None = None  # the client that this one was asked of
    partial: bool = False  # asked of a client that is not known
    name: str | None = None  # of the variable that holds it, whose members may be set later


@dataclass(frozen=True, slots=True)
class Client:
    """A client, or what hangs on it (`path`). `building` while its builder is being filled."""

    sdk: Sdk
    made: Made | None = None
    path: tuple[str, ...] = ()
    building: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is being built, field by field."""

    sdk: Sdk
    api: str
    fields: tuple[Given, ...] = ()
    setters: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of the API."""

    sdk: Sdk
    method: Method
    client: Client | None
    link: Link


Thing = Space | Client | Request | Asked
