"""What the README shows of the program is what the program does."""

from tests import readme


def test_the_readme_shows_what_the_program_does_today():
    """Key table, briefing and verdict are made by the program; `python -m tests.readme` renews them."""
    text = (readme.ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.written(text) == text


def test_the_pictures_of_the_readme_are_there_and_fetch_nothing():
    """Each picture named in it exists, and loads no font or image from elsewhere."""
    text = (readme.ROOT / "README.md").read_text(encoding="utf-8")
    names = readme.PICTURE.findall(text)
    assert names
    for name in names:
        svg = (readme.ROOT / name).read_text(encoding="utf-8")
        assert "<svg" in svg
        assert "@font-face" not in svg
        assert "<image" not in svg
