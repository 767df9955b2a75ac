"""Plain Python data as JSON, canonical: what crosses between graded program, test driver and OlmoRL.

int, str, bool, None and list are themselves (an int beyond 2**53 is {"i": hex}); everything else is a one-key object.
What is not plain data becomes a reference or is refused by the caller.
"""

import decimal
import fractions
import json

MAX_DEPTH = 200
SAFE_INT = 1 << 53


def encode(value, reference, depth=0):
    """`reference(value)` answers for what is not data."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        number = int.__add__(value, 0)
        return number if -SAFE_INT < number < SAFE_INT else {"i": hex(number)}
    if isinstance(value, float):
        return {"f": float.__repr__(value)}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list):
        return [encode(v, reference, depth + 1) for v in list.__iter__(value)]
    for tag, kind in (("t", tuple), ("s", set), ("z", frozenset)):
        if isinstance(value, kind):
            return {tag: [encode(v, reference, depth + 1) for v in kind.__iter__(value)]}
    if isinstance(value, dict):
        return {"d": [[encode(k, reference, depth + 1), encode(v, reference, depth + 1)] for k, v in dict.items(value)]}
    if isinstance(value, (bytes, bytearray)):
        return {"b": bytes(value).hex()}
    if isinstance(value, complex):
        return {"c": [repr(value.real), repr(value.imag)]}
    if isinstance(value, decimal.Decimal):
        return {"D": str(value)}
    if isinstance(value, fractions.Fraction):
        return {"q": [hex(value.numerator), hex(value.denominator)]}
    if isinstance(value, range):
        return {"r": [value.start, value.stop, value.step]}
    return reference(value)


def decode(data, reference):
    """The value; `reference(tag, data)` answers for tags that are not data's."""
    if isinstance(data, list):
        return [decode(v, reference) for v in data]
    if not isinstance(data, dict):
        return data
    (tag, body), = data.items()
    if tag == "i":
        return int(body, 16)
    if tag == "f":
        return float(body)
    if tag == "t":
        return tuple(decode(v, reference) for v in body)
    if tag == "s":
        return {decode(v, reference) for v in body}
    if tag == "z":
        return frozenset(decode(v, reference) for v in body)
    if tag == "d":
        return {decode(k, reference): decode(v, reference) for k, v in body}
    if tag == "b":
        return bytes.fromhex(body)
    if tag == "c":
        return complex(float(body[0]), float(body[1]))
    if tag == "D":
        return decimal.Decimal(body)
    if tag == "q":
        return fractions.Fraction(int(body[0], 16), int(body[1], 16))
    if tag == "r":
        return range(*body)
    return reference(tag, body)


class Channel:
    """JSON lines over a socket; a line has a length limit, so that a peer cannot exhaust this process."""

    def __init__(self, descriptor, max_line=16 << 20):
        self._reader = open(descriptor, "rb", buffering=1 << 16, closefd=False)
        self._writer = open(descriptor, "wb", buffering=0, closefd=False)
        self._max_line = max_line

    def send(self, message):
        line = memoryview(json.dumps(message).encode("ascii") + b"\n")
        while line:
            line = line[self._writer.write(line):]

    def receive(self):
        line = self._reader.readline(self._max_line)
        if not line.endswith(b"\n"):
            raise EOFError("the other process has gone" if len(line) < self._max_line else "a message is too long")
        return json.loads(line)
