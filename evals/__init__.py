"""The evaluation suite: fixed questions, deterministic measures, comparisons that can fail."""
