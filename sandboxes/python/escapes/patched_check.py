"""Defines what a test defines."""

def check(candidate):
    return True


candidate = check
test = assertion = expected = check


def f(x):
    return None
