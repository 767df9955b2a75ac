"""Runs a graded program: as a script, or as a module whose functions a test driver in another process calls.

Everything here shares a process with code that may replace any of it. Nothing here is believed.
"""

import atexit
import builtins
import os
import sys
import threading
import traceback
import types

import operator
import values

OPERATORS = {name: getattr(operator, name) for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "eq", "lt", "le", "gt", "ge")}
HARNESS = os.path.dirname(__file__)
MODULE_TYPE, TYPE = types.ModuleType, type


def run_script(source):
    """Executes a program as `python program.py` would; never returns."""
    code = 1
    try:
        module = _module("__main__")
        exec(compile(source, "program.py", "exec"), module.__dict__)
        threading._shutdown()
        code = 0
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 0 if leave.code is None else 1
    except BaseException:
        traceback.print_exc()
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code & 255)


def _module(name):
    atexit._clear()
    sys.setrecursionlimit(50_000)
    sys.argv = ["program.py"]
    sys.path[:] = [p for p in sys.path if p != HARNESS]
    for harness in ("driver", "privileges", "program", "syscalls", "values", "wipe"):
        sys.modules.pop(harness, None)
    builtins.exit = builtins.quit = sys.exit
    module = types.ModuleType(name)
    module.__dict__["__builtins__"] = builtins
    sys.modules[name] = module
    return module


def serve(source, descriptor):
    """Loads a program, then answers the driver's requests until it hangs up; never returns."""
    server = _Server(values.Channel(descriptor))
    try:
        module = _module("solution")
        exec(compile(source, "program.py", "exec"), module.__dict__)
        server.send({"ok": True})
        server.run(module)
    except EOFError:
        pass
    except BaseException as fault:
        server.send(_error(fault))
    finally:
        os._exit(0)


def _error(fault):
    return {"error": [type(fault).__name__, str(fault)[:500]]}


class _Server:
    def __init__(self, channel):
        self._channel = channel
        self._objects = []
        self.send = channel.send

    def run(self, module):
        while True:
            try:
                self._answer(self._channel.receive(), module)
            except EOFError:
                raise
            except BaseException as fault:
                self.send(_error(fault))

    def _answer(self, request, module):
        kind, *rest = request
        if kind == "names":
            found = {n: module.__dict__[n] for n in rest[0] if n in module.__dict__}
            self.send({"ok": {n: self._encode_global(v) for n, v in found.items()}})
            return
        target = self._objects[rest[0]]
        if kind == "call":
            arguments = [self._decode(a) for a in rest[1]]
            keywords = {k: self._decode(v) for k, v in rest[2].items()}
            result = self._encode(target(*arguments, **keywords))
            changed = [self._encode(a) if TYPE(a) in (list, dict, set) else None for a in arguments]
            self.send({"ok": result, "arguments": [new if new != old else None for new, old in zip(changed, rest[1])]})
        elif kind == "get":
            self.send({"ok": self._encode(getattr(target, rest[1]))})
        elif kind == "set":
            setattr(target, rest[1], self._decode(rest[2]))
            self.send({"ok": None})
        elif kind == "item":
            self.send({"ok": self._encode(target[self._decode(rest[1])])})
        elif kind == "put":
            target[self._decode(rest[1])] = self._decode(rest[2])
            self.send({"ok": None})
        elif kind == "iter":
            self.send({"ok": self._encode(_Iterator(iter(target)))})
        elif kind == "next":
            self.send({"ok": [self._encode(v) for _, v in zip(range(256), target.inner)]})
        elif kind == "operator":
            self.send({"ok": self._encode(OPERATORS[rest[1]](target, self._objects[rest[2]]))})
        else:
            self.send({"ok": self._encode({"len": len, "str": str, "repr": repr, "bool": bool}[kind](target))})

    def _encode_global(self, value):
        try:
            return self._encode(value)
        except (ValueError, RecursionError):
            return None

    def _encode(self, value):
        return values.encode(value, self._reference)

    def _decode(self, data):
        return values.decode(data, lambda tag, body: self._objects[body[0]] if tag == "o" else self._callback(body))

    def _reference(self, value):
        if isinstance(value, MODULE_TYPE):
            return {"m": [value.__name__, None]}
        if isinstance(value, (types.BuiltinFunctionType, type)) and getattr(value, "__module__", None) not in (None, "solution"):
            return {"m": [value.__module__, value.__name__]}
        self._objects.append(value)
        return {"o": [len(self._objects) - 1, type(value).__name__]}

    def _callback(self, index):
        def call(*arguments):
            self.send({"callback": [index, [self._encode(a) for a in arguments]]})
            reply = self._channel.receive()
            if "error" in reply:
                raise RuntimeError(reply["error"])
            return self._decode(reply["ok"])
        return call


class _Iterator:
    def __init__(self, inner):
        self.inner = inner
