"""The reader, the command line and the briefing."""
