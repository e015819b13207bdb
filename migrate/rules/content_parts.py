"""Images, audio, files and other content parts.

What: message content as a list of parts: text, images by URL or inline, audio, files, video.

Why: text-only models refuse lists, some vendors do not fetch URLs, others want inline images without the
`data:` prefix; audio and files often have no counterpart.

Edit: where the dialect knows a shape that keeps the meaning. The rest is manual with the vendor's limits
in the instruction. A model without vision is never proposed for a call that sends images.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("content-parts")
