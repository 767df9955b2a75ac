"""Process 1 of a sandbox: starts graded programs as fresh users, relays what they print, kills and wipes behind them.

Requests arrive on descriptor 0: a length (4 bytes, big endian) and a JSON header, then the payload. The payload (program,
stdin or tests) is read by the forked child that needs it and never enters this process, so that no later child can find
it in its memory. Answers leave on descriptor 1 as frames: a kind byte, a length, the body.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
import time

import driver
import privileges
import program
import wipe

# What graded programs import most often is loaded once, before any of them; nothing else of it is used here.
for _name in ("bisect", "collections", "copy", "datetime", "functools", "heapq", "itertools", "math", "re", "string", "typing"):
    importlib.import_module(_name)

PROTOCOL = 1
SUPERVISOR_USER = 900
TICK = 0.05
CHUNK = 1 << 16
OUTPUT, ERRORS, RESULT, END = b"O", b"S", b"R", b"E"
PAGE = os.sysconf("SC_PAGESIZE")


class Supervisor:
    def __init__(self, first_user):
        self.fresh_users = privileges.become_supervisor(SUPERVISOR_USER)
        self._user = first_user if self.fresh_users else 0
        self._buffer = bytearray(CHUNK)

    def serve(self):
        while header := self._receive():
            if header["op"] == "run":
                self._end(self._run(header))
            elif header["op"] == "reset":
                self._end({"dirty": self._reset()})
            else:
                self._end({"protocol": PROTOCOL, "python": sys.version.split()[0], "fresh_users": self.fresh_users})

    def _receive(self):
        prefix = read_exactly(0, 4)
        return json.loads(read_exactly(0, struct.unpack(">I", prefix)[0])) if prefix else None

    def _run(self, header):
        """One program with one test, in processes of its own; all of them are dead when this returns."""
        mode_is_script = header["mode"] == "script"
        output, output_end = os.pipe()
        errors, errors_end = os.pipe()
        result, result_end = os.pipe()
        program_end, driver_end = socket_pair()
        limits = privileges.limits_of(header["memory"], header["file"], header["processes"], int(header["limit"]) + 2)

        def graded(ready_end):
            source = read_exactly(0, header["program"])
            stdin = os.memfd_create("stdin")
            if mode_is_script:
                write_all(stdin, read_exactly(0, header["input"]))
                os.lseek(stdin, 0, os.SEEK_SET)
            channel = keep_descriptors({stdin: 0, output_end: 1, errors_end: 2}, ready_end, program_end)
            privileges.become_child(self._user, limits, traceable=True)
            os.write(channel[0], b"+")
            os.close(channel[0])
            if mode_is_script:
                os.close(channel[1])
                program.run_script(source)
            program.serve(source, channel[1])

        def testing(ready_end):
            test = json.loads(read_exactly(0, header["input"]))
            null = os.open("/dev/null", os.O_RDWR)
            channel = keep_descriptors({null: 0}, result_end, driver_end, ready_end)
            os.dup2(0, 1)
            os.dup2(0, 2)
            privileges.become_child(self._user and self._user + 1, limits, traceable=False)
            os.write(channel[2], b"+")
            os.close(channel[2])
            write_all(channel[0], json.dumps(driver.drive(test, channel[1])).encode("ascii"))
            os._exit(0)

        watched, started = self._start(graded)
        began = time.monotonic()
        if started and not mode_is_script:
            watched, started = self._start(testing)
        for descriptor in (output_end, errors_end, result_end, program_end, driver_end):
            os.close(descriptor)
        try:
            if not started:
                return {"started": False, "outcome": "fault"}
            outcome = self._relay(header, watched, began, {output: OUTPUT, errors: ERRORS, result: RESULT})
        finally:
            for descriptor in (output, errors, result):
                os.close(descriptor)
            before = os.times()
            status = self._kill_everything(watched)
        spent = os.times()
        return {
            "started": True,
            "outcome": outcome,
            "exit": os.waitstatus_to_exitcode(status) if status is not None else None,
            "wall": time.monotonic() - began,
            "cpu": spent.children_user + spent.children_system - before.children_user - before.children_system,
        }

    def _start(self, body):
        """Forks a child and waits until it has read its payload and given up its privileges."""
        ready, ready_end = os.pipe()
        child = self._fork(lambda: body(ready_end))
        os.close(ready_end)
        started = os.read(ready, 1) == b"+"
        os.close(ready)
        return child, started

    def _fork(self, body):
        child = os.fork()
        if child:
            return child
        try:
            body()
        except BaseException as fault:
            os.write(2, f"sandbox: {type(fault).__name__}: {fault}\n".encode("ascii", "replace"))
        finally:
            os._exit(70)

    def _relay(self, header, watched, began, kinds):
        """Passes on what the children write until the watched one ends or a limit is met; says which."""
        limit, left, look = header["limit"], header["output"], TICK
        end = select.poll()
        handle = os.pidfd_open(watched)
        end.register(handle, select.POLLIN)
        for descriptor in kinds:
            end.register(descriptor, select.POLLIN)
        try:
            while True:
                elapsed = time.monotonic() - began
                if elapsed >= limit and (elapsed >= limit + min(1.0, 2 * limit) or elapsed - longest_wait() >= limit):
                    return "time"
                if elapsed > look:
                    look = elapsed + TICK
                    if resident_bytes() > header["memory"]:
                        return "memory"
                events = end.poll(1000 * TICK)
                ended = any(descriptor == handle for descriptor, _ in events)
                for descriptor, happened in events:
                    if descriptor == handle:
                        continue
                    count = self._pass_on(descriptor, kinds[descriptor])
                    if count == 0:
                        end.unregister(descriptor)
                    left -= count
                    if left < 0:
                        return "output"
                if ended and not any(d != handle for d, _ in end.poll(0)):
                    return "ended"
        finally:
            os.close(handle)

    def _pass_on(self, descriptor, kind):
        count = os.readv(descriptor, [self._buffer])
        if count:
            write_all(1, kind + struct.pack(">I", count))
            write_all(1, memoryview(self._buffer)[:count])
            self._buffer[:count] = bytes(count)
        return count

    def _kill_everything(self, watched=None):
        """Process 1 may kill all that is in its namespace; a fork that races with the signal is cancelled by the kernel."""
        status = None
        deadline = time.monotonic() + 2
        while True:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
            try:
                while (reaped := os.waitpid(-1, os.WNOHANG))[0]:
                    status = reaped[1] if reaped[0] == watched else status
            except ChildProcessError:
                return status
            if time.monotonic() > deadline:
                return status
            select.poll().poll(1)

    def _reset(self):
        """Leaves nothing of the completion behind; what is wrong with the sandbox, or null."""
        self._kill_everything()
        if others := [p for p in process_ids() if p != 1]:
            return f"{len(others)} processes cannot be killed"
        for user in (self._user, self._user + 1) if self._user else (0,):
            if wipe.needed() and not self._as_child(user, wipe.everything):
                return "files cannot be removed"
        if wipe.needed():
            return "files are left"
        self._user += 2 if self._user else 0
        return None if self._as_child(self._user, wipe.canary) and not wipe.needed() else "the canary does not run"

    def _as_child(self, user, body):
        def run():
            null = os.open("/dev/null", os.O_RDWR)
            keep_descriptors({null: 0})
            os.dup2(0, 1)
            os.dup2(0, 2)
            privileges.become_child(user, privileges.limits_of(512 << 20, 1 << 20, 64, 4), traceable=False)
            os._exit(0 if body() else 1)

        child = self._fork(run)
        handle = os.pidfd_open(child)
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        finished = waiting.poll(3000)
        os.close(handle)
        status = self._kill_everything(child)
        return bool(finished) and status == 0

    def _end(self, record):
        body = json.dumps(record).encode("ascii")
        write_all(1, END + struct.pack(">I", len(body)) + body)


def socket_pair():
    left, right = socket.socketpair()
    return left.detach(), right.detach()


def keep_descriptors(standard, *others):
    """Puts descriptors at 0, 1, 2 and the others from 3 on, and closes everything else. Returns the new places of the others."""
    high = {d: os.dup2(d, 200 + i, inheritable=False) for i, d in enumerate([*standard, *others])}
    for descriptor, place in standard.items():
        os.dup2(high[descriptor], place)
    places = [os.dup2(high[d], 3 + i) for i, d in enumerate(others)]
    os.closerange(3 + len(others), 1024)
    return places


def read_exactly(descriptor, count):
    """`count` bytes, or none at the end of the stream."""
    body = bytearray()
    while len(body) < count:
        chunk = os.read(descriptor, min(CHUNK, count - len(body)))
        if not chunk:
            return b""
        body += chunk
    return bytes(body)


def write_all(descriptor, body):
    body = memoryview(body)
    while body:
        body = body[os.write(descriptor, body):]


def process_ids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def resident_bytes():
    total = 0
    for process in process_ids():
        if process != 1:
            try:
                with open(f"/proc/{process}/statm", "rb") as statm:
                    total += PAGE * int(statm.read().split()[1])
            except OSError:
                pass
    return total


def longest_wait():
    """Seconds that a child was ready to run and not running: a busy machine is not the program's fault."""
    longest = 0
    for process in process_ids():
        if process != 1:
            try:
                with open(f"/proc/{process}/schedstat", "rb") as schedstat:
                    longest = max(longest, int(schedstat.read().split()[1]))
            except (OSError, IndexError):
                pass
    return longest / 1e9


def fill_standard_descriptors():
    """Bubblewrap keeps descriptor 2 for itself; a pipe must not take its place, and programs need a sys.stderr."""
    try:
        os.fstat(2)
    except OSError:
        os.dup2(os.open("/dev/null", os.O_RDWR), 2)
    if sys.stderr is None:
        sys.stderr = sys.__stderr__ = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)


if __name__ == "__main__":
    fill_standard_descriptors()
    supervisor = Supervisor(int(sys.argv[1]))
    gc.freeze()
    supervisor.serve()
