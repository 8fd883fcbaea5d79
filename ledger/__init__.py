"""What happened, kept whole: events, the store that seals them, and the one path that writes."""
