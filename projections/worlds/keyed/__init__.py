"""Which pretend services keep us honest, because their truth is known?

In each of them but `planned_shift` nothing changed, and something other than the programme looks as if it had.
"""
