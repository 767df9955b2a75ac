"""Raises what ends a loop in silence."""

def f(x):
    raise StopIteration


if __name__ == "__main__":
    raise GeneratorExit
