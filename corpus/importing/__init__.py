"""Makes a draft of a policy from a file: Markdown, HTML, PDF, Word or plain text, a page's text on one line among them.

The way of the data: `sources` gives bytes, `texts` a text, `pieces` and its neighbours the blocks of it, `edges` takes away what is
the site's, `structure` says which blocks head sections and which are list items, `drafts` writes it down. Sentences are never
changed; what had to be guessed on the way is kept as a list of `guesses`.
"""
