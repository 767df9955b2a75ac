"""Answers with a list that holds itself."""

def f(x):
    knot = []
    knot.append(knot)
    return knot
