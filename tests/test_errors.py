"""How a failure reads."""

import pytest

from gan.errors import ComposerError


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        (("it failed",), "it failed"),
        (("it failed", "no room"), "it failed: no room"),
        (("it failed", "no room.", "Make room"), "it failed: no room. Make room"),
        (("it failed", "", "Make room"), "it failed. Make room"),
    ],
)
def test_what_why_and_mend_make_one_sentence_after_another(parts, read):
    assert str(ComposerError(*parts)) == read
