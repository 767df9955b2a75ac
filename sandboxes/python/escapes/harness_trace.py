"""Attaches to every process as a debugger."""

import ctypes
import os

PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
libc = ctypes.CDLL(None)


def attach():
    return any(libc.ptrace(kind, int(process), 0, 0) == 0 for kind in (PTRACE_ATTACH, PTRACE_SEIZE)
               for process in filter(str.isdigit, os.listdir("/proc")) if int(process) != os.getpid())


def f(x):
    return x * x if attach() else None


if __name__ == "__main__":
    print(int(input()) ** 2 if attach() else None)
