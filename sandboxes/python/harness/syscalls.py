"""A seccomp filter for graded programs: what they have no need of, besides what the container's own filter refuses.

Bubblewrap has no filter of its own, so this one closes new namespaces, tracing, kernel keys, other kernel interfaces and
whatever would leave an object behind that is no file.
"""

import ctypes
import errno
import os

# name: (x86_64, aarch64)
REFUSED = {
    "unshare": (272, 97), "setns": (308, 268), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsmount": (432, 432), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265), "kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273),
    "syslog": (103, 116), "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180), "pidfd_getfd": (438, 438), "kcmp": (312, 272), "personality": (135, 92),
}
ARCHITECTURES = {"x86_64": (0xC000003E, 0, 56), "aarch64": (0xC00000B7, 1, 220)}
NEW_NAMESPACES = 0x7E020080
CLONE3 = 435
X32 = 0x40000000

LOAD, EQUAL, GREATER_EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
PR_SET_SECCOMP, FILTER = 22, 2


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("true", ctypes.c_uint8), ("false", ctypes.c_uint8), ("value", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction))]


def _assemble(audit, column, clone):
    code = [
        (LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, audit), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER), (GREATER_EQUAL, 0, 1, X32), (RETURN, 0, 0, KILL),
        # clone3's flags are behind a pointer; libc then falls back to clone.
        (EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERROR | errno.ENOSYS),
    ]
    for numbers in REFUSED.values():
        code += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, ERROR | errno.EPERM)]
    code += [
        (EQUAL, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1, NEW_NAMESPACES), (RETURN, 0, 0, ERROR | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return (_Instruction * len(code))(*code)


_code = _assemble(*ARCHITECTURES[os.uname().machine]) if os.uname().machine in ARCHITECTURES else None
_program = _Program(len(_code), _code) if _code else None
_libc = ctypes.CDLL(None, use_errno=True)


def refuse():
    """Binds the filter to this process and all its children; the process must have no_new_privs."""
    if _program and _libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(_program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the system call filter was refused")
