"""One pane a module: told what to show, saying what was asked."""
