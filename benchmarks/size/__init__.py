"""`qa bench size`: time, memory and disk by corpus size, beside what others take for the same."""
