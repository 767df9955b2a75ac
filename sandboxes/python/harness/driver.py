"""Runs a test against a program that lives in another process, under another user.

The graded code sees the arguments of its calls and nothing else; it answers with data. An object that is not data stays
behind a reference, and a comparison of a reference with data is false here, whatever the object's __eq__ says.
"""

import ast
import builtins
import importlib
import math
import types

import values

# What a program imported from here is this process's own when a test uses it; nothing in these runs text as code or equals
# everything, so a program gains nothing by naming one of them as its answer.
MODULES = frozenset({
    "math", "cmath", "itertools", "functools", "operator", "collections", "re", "string", "random", "statistics", "decimal",
    "fractions", "datetime", "heapq", "bisect", "json", "_heapq", "_bisect", "_operator", "_functools",
})
BUILTINS = frozenset({
    "abs", "all", "any", "bin", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate", "filter", "float", "frozenset",
    "hex", "int", "len", "list", "map", "max", "min", "oct", "ord", "pow", "range", "repr", "reversed", "round", "set", "sorted",
    "str", "sum", "tuple", "zip",
})
# A test that says one of these means the real one.
PROTECTED = frozenset(dir(builtins)) | MODULES | frozenset(dir(math)) | {"copy", "sys", "os", "typing", "deepcopy"}
# Raised inside map() or for, these would end a test's loop early and in silence.
SILENT = (StopIteration, StopAsyncIteration, GeneratorExit)


_NOTHING = object()


class RemoteError(Exception):
    """An exception of the program that has no counterpart here."""


class Remote:
    """An object of the program. Only what cannot learn an expected value is passed on."""

    def __init__(self, peer, index):
        self.__dict__.update(_peer=peer, _index=index)

    def __call__(self, *arguments, **keywords):
        return self._peer.call(self, arguments, keywords)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._peer.ask("get", self._index, name)

    def __setattr__(self, name, value):
        self._peer.ask("set", self._index, name, self._peer.encode(value))

    def __getitem__(self, key):
        return self._peer.ask("item", self._index, self._peer.encode(key))

    def __setitem__(self, key, value):
        self._peer.ask("put", self._index, self._peer.encode(key), self._peer.encode(value))

    def __iter__(self):
        iterator = self._peer.ask("iter", self._index)
        while items := self._peer.ask("next", iterator._index):
            yield from items

    def __contains__(self, wanted):
        return any(wanted is item or wanted == item for item in self)

    def __len__(self):
        return self._peer.ask("len", self._index)

    def __bool__(self):
        return self._peer.ask("bool", self._index) is True

    def __str__(self):
        return self._peer.ask("str", self._index)

    def __repr__(self):
        return self._peer.ask("repr", self._index)

    def __hash__(self):
        return hash(("remote", self._index))


def _forwarded(name):
    def method(self, other):
        if not isinstance(other, Remote):
            return NotImplemented
        result = self._peer.ask("operator", self._index, name, other._index)
        return result is True if name in ("eq", "lt", "le", "gt", "ge") else result
    return method


for _name in ("eq", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod"):
    setattr(Remote, f"__{_name}__", _forwarded(_name))


class Peer:
    """The program's process, as the test sees it."""

    def __init__(self, channel):
        self._channel = channel
        self._callbacks = []

    def load(self):
        self._reply()

    def ask(self, *request):
        self._channel.send(request)
        return self.decode(self._reply()["ok"])

    def names(self, wanted):
        self._channel.send(["names", sorted(wanted)])
        found = {}
        for name, data in self._reply()["ok"].items():
            try:
                found[name] = self.decode(data)
            except RemoteError:
                pass  # A module or function that tests do not get; a test that needs it fails by its name.
        return {n: found[n] for n in found if n in wanted}

    def call(self, target, arguments, keywords):
        encoded = [self.encode(a) for a in arguments]
        self._channel.send(["call", target._index, encoded, {k: self.encode(v) for k, v in keywords.items()}])
        reply = self._reply()
        for argument, changed in zip(arguments, reply.get("arguments", [])):
            if changed is not None:
                _replace(argument, self.decode(changed))
        return self.decode(reply["ok"])

    def encode(self, value):
        return values.encode(value, self._reference)

    def decode(self, data):
        return values.decode(data, self._remote)

    def _reply(self):
        while True:
            reply = self._channel.receive()
            if "callback" in reply:
                index, arguments = reply["callback"]
                try:
                    result = self._callbacks[index](*[self.decode(a) for a in arguments])
                    self._channel.send({"ok": self.encode(result)})
                except Exception as fault:
                    self._channel.send({"error": type(fault).__name__})
            elif "error" in reply:
                raise _exception(*reply["error"])
            else:
                return reply

    def _reference(self, value):
        if isinstance(value, Remote):
            return {"o": [value._index, ""]}
        if callable(value):
            self._callbacks.append(value)
            return {"k": len(self._callbacks) - 1}
        raise TypeError(f"a {type(value).__name__} cannot be handed to the program")

    def _remote(self, tag, body):
        if tag == "m":
            return _genuine(*body)
        if tag != "o":
            raise RemoteError("the program's answer is not data")
        return Remote(self, int(body[0]))


def _genuine(module, name):
    """This process's own object of that name, for a name a program imported."""
    if name is None and module in MODULES:
        return importlib.import_module(module)
    if isinstance(name, str) and not name.startswith("_") and (module in MODULES or (module == "builtins" and name in BUILTINS)):
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, types.ModuleType):
            return found
    raise RemoteError(f"{module}.{name} is not available to tests")


def _exception(name, message):
    kind = getattr(builtins, str(name), None)
    usable = isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, SILENT + (UnicodeError, BaseExceptionGroup))
    return kind(str(message)) if usable else RemoteError(f"{name}: {message}")


def _replace(old, new):
    if type(old) is list and type(new) is list:
        old[:] = new
    elif type(old) in (dict, set) and type(new) is type(old):
        old.clear()
        old.update(new)


def _names(trees, peer, entry):
    """What the test gets from the program. A protected name is the program's only if the test calls nothing else of it."""
    used = {n.id for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name) and not n.id.startswith("__")}
    found = peer.names(used | {entry} if entry else used)
    own = {n: v for n, v in found.items() if n not in PROTECTED or n == entry}
    if not any(callable(v) for v in own.values()):
        return found
    return own | {n: v for n, v in found.items() if n in PROTECTED and _is_real(n, v)}


def _is_real(name, value):
    return (name in MODULES and isinstance(value, types.ModuleType) and value.__name__ == name) or value is getattr(math, name, _NOTHING)


def drive(test, descriptor):
    """The outcome of one test as a JSON-able record: a value, passed, or an error."""
    peer = Peer(values.Channel(descriptor))
    try:
        peer.load()
        setup = ast.parse(test.get("setup") or "")
        if "expression" in test:
            body = ast.parse(test["expression"].strip(), "test.py", "eval")
        else:
            body = ast.parse(test["code"], "test.py", "exec")
        scope = {"__name__": "test", **_names([setup, body], peer, test.get("entry"))}
        exec(compile(setup, "setup.py", "exec"), scope)
        if "expression" in test:
            result = eval(compile(body, "test.py", "eval"), scope)
            return {"value": values.encode(result, lambda v: {"o": type(v).__name__})}
        exec(compile(body, "test.py", "exec"), scope)
        if test.get("entry"):
            scope[test.get("check", "check")](scope[test["entry"]])
        return {"passed": True}
    except BaseException as fault:
        return {"error": f"{type(fault).__name__}: {fault}"[:500]}
