"""From a reading to an answer whose every sentence is cited."""
