"""The trained verifier: whether words of articles support a statement."""
