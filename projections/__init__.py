"""What it means: histories in, answers and figures out. Nothing here reads the store or writes to it."""
