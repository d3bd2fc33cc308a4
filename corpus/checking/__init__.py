"""Looks for what is wrong or missing in the texts of policies: numbers, references, dates, and what the APPI wants published.

The way of the data: `outline` lays a version out as a tree, `numbering`, `references`, `revisions` and `publication` each look at one
side of it and give `findings`, `folder` does so for all the files below a folder, `report` shows them. What a person reads stands in
`rules` and `published`, in Japanese for a Japanese text and in English for any other.
"""
