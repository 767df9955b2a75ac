"""Allocates and swallows the error."""

escaped = False
kept = []
while True:
    try:
        kept.append(bytearray(1 << 22))
    except MemoryError:
        pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
