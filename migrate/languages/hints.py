"""Whether a file can hold a site at all, asked of every file: literal words first, the exact pattern after.

Alternatives cost a regular expression a step each at every byte; looking for each word in turn is several
times faster, and nearly no file gets as far as the pattern.
"""

from __future__ import annotations

import re


class Hints:
    """`words` are lower case; whatever `pattern` finds holds one of them, in any case (tests prove it).

    `together` are signs too weak alone, as `base_url` is: each is a row of patterns that have to be in the
    file all of them, of which the first holds one of the words.
    """

    def __init__(self, words: tuple[bytes, ...], pattern: bytes, *together: tuple[bytes, ...]) -> None:
        self.words = words
        self.pattern = re.compile(pattern)
        self.together = tuple(tuple(map(re.compile, row)) for row in together)

    def found(self, data: bytes) -> bool:
        """Whether the pattern, or all of a row of weak signs, is somewhere in `data`."""
        lowered = data.lower()
        for word in self.words:  # a plain loop: it is run for every file
            if word in lowered:
                if self.pattern.search(data) is not None:
                    return True
                return any(all(weak.search(data) for weak in row) for row in self.together)
        return False
