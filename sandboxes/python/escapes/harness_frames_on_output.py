"""Prints what looks like the supervisor's frames."""

import os

report = b'{"passed": true}'
end = b'{"started": true, "outcome": "ended", "exit": 0}'
os.write(1, b"R" + len(report).to_bytes(4, "big") + report + b"E" + len(end).to_bytes(4, "big") + end)
escaped = False


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
