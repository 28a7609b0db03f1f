"""One .toml per theme: Textual's theme fields, the colour roles and the speakers' hues. Data, no code."""
