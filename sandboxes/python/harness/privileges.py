"""What the supervisor may do, and how a child loses it. Linux only."""

import ctypes
import os
import resource
import signal

import syscalls

KILL, SETGID, SETUID = 5, 6, 7
PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS = 4, 8, 38
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Set(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


# Made before any fork: a child touches as little of the shared memory as it can.
_THIS_PROCESS = ctypes.byref(_Header(CAPABILITY_VERSION_3, 0))
_NONE = (_Set * 2)()


def _check(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def prctl(option, value):
    _check(_libc.prctl(option, value, 0, 0, 0))


def hold_only(*capabilities):
    """Sets effective and permitted capabilities to the given ones; nothing is inheritable."""
    mask = sum(1 << c for c in capabilities)
    sets = (_Set * 2)(_Set(mask, mask, 0), _Set(0, 0, 0))
    _check(_libc.capset(_THIS_PROCESS, sets))


def become_supervisor(user):
    """Leaves root but keeps what is needed to start children as other users and to kill them.

    Returns whether fresh users are possible; an unprivileged Bubblewrap has one user only.
    """
    # What children inherit is set here once: after a fork, each page that is written to costs a copy.
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(HOME="/work", PATH="/usr/bin", LANG="C.UTF-8", TMPDIR="/work")
    os.chdir("/work")
    fresh_users = os.getuid() == 0 and user > 0
    if fresh_users:
        prctl(PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        hold_only(KILL, SETGID, SETUID)
    # No process of the same user may trace us or open our /proc files.
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    return fresh_users


def become_child(user, limits, traceable):
    """Turns a forked child into a process that holds nothing: own session, own user, no capability, hard limits."""
    os.setsid()
    prctl(PR_SET_DUMPABLE, 1)
    score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    os.write(score, b"1000")
    os.close(score)
    for which, amount in limits:
        resource.setrlimit(which, (amount, amount))
    if user:
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _check(_libc.capset(_THIS_PROCESS, _NONE))
    prctl(PR_SET_DUMPABLE, 1 if traceable else 0)
    for number in (signal.SIGPIPE, signal.SIGTERM, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    syscalls.refuse()


def limits_of(memory, file_bytes, processes, cpu_seconds):
    return [
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_STACK, min(memory // 2, 64 << 20)),
    ]
