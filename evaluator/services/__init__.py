"""What the program does: one verb a function, (session, actor, plain values) to plain values."""
