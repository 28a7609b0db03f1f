"""Sources read, cleaned, quoted, linked and searched: everything that needs no terminal."""
