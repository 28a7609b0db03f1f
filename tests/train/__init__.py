"""Programs that learn from gold data what ships as numbers; they run by hand, never in a test."""
