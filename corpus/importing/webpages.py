"""A web page without what is not its text: menus, heads and feet, scripts; every visible piece taken away is told."""

from __future__ import annotations

import re
import warnings
from typing import Any, Final
from urllib.parse import urljoin

from corpus.importing.guesses import DROPPED, Guesses
from corpus.importing.wording import POLICY_TITLE, holds_sentences

_UNSEEN: Final = ("script", "style", "noscript", "template", "iframe", "svg", "canvas", "object", "head", "link", "meta")
_CONTROLS: Final = ("button", "select", "option", "input", "textarea", "datalist", "dialog")
_SITE: Final = ("nav", "aside", "footer", "menu")
_ROLES: Final = ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog", "alertdialog")
_NAMED: Final = re.compile(
    r"(?:^|[\s_-])(?:bread-?crumbs?|pankuzu|topic-?path|g-?nav|global-?nav(?:i|igation)?|nav(?:bar|i|igation)?|side-?(?:bar|nav|menu)|menu"
    r"|page-?top|to-?top|cookie-?(?:banner|consent|notice)|share|sns|social|site-?(?:header|footer)|footer|toc|table-of-contents)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_MIN_PART: Final = 0.5
"""A `<main>` is trusted where it holds at least this much of the page's text."""


def clean(html: str, guesses: Guesses, *, url: str | None) -> tuple[str, str]:
    """The HTML of the page's own text, and the page's title."""
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "html.parser")
    page_title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for unseen in [*soup.find_all(string=_is_comment), *soup.find_all(_UNSEEN)]:
        unseen.extract()
    root = soup.body or soup
    for why, wanted in _LEFT_OUT.items():
        for element in root.find_all(wanted):
            if not element.decomposed:
                _drop(element, why, guesses)
    root = _main(root, guesses)
    for image in root.find_all("img"):
        image.decompose()
    for line_break in [br for cell in root.find_all(["td", "th"]) for br in cell.find_all("br")]:
        before = str(line_break.previous_sibling or "").rstrip()
        line_break.replace_with(" " if before[-1:].isascii() else "")
    _mend_links(root, url)
    for terms in root.find_all("dl"):
        _as_list(soup, terms)
    return f"<html><body>{root.decode_contents()}</body></html>", page_title


def _is_comment(text: Any) -> bool:
    return type(text).__name__ in ("Comment", "Doctype", "Declaration", "ProcessingInstruction", "CData")


def _attribute(element: Any, name: str) -> str:
    value = element.attrs.get(name) if element.attrs else None
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _is_link_table(element: Any) -> bool:
    """Whether an element is a table of nothing but links: a menu, as older pages lay it out."""
    links = element.find_all("a") if element.name == "table" else []
    return len(links) > 1 and sum(len(a.get_text("", strip=True)) for a in links) == len(element.get_text("", strip=True))


def _is_hidden(element: Any) -> bool:
    return bool(
        (element.attrs or {}).get("hidden") is not None
        or _attribute(element, "aria-hidden").lower() == "true"
        or _HIDDEN.search(_attribute(element, "style"))
    ) and not _holds_policy(element)


def _is_site(element: Any) -> bool:
    if element.name in _SITE or _attribute(element, "role").lower() in _ROLES:
        return not _holds_policy(element)
    if element.name == "header":
        return not element.find(_HEADINGS) or not element.find_parent(("main", "article", "section"))
    if element.name in ("html", "body", "main", "article"):
        return False
    names = f"{_attribute(element, 'class')} {_attribute(element, 'id')}"
    if not _NAMED.search(names) or _holds_policy(element):
        return False
    # A section of the text may be named after what it is about: <section id="sns">.
    return not (element.find(_HEADINGS) and holds_sentences(element.get_text(" ", strip=True)))


def _holds_policy(element: Any) -> bool:
    """Whether most of the page's sentences stand in it after all: some pages call everything a menu."""
    text = element.get_text(" ", strip=True)
    return text.count("。") > 5 and len(text) > 1000  # noqa: PLR2004 - no menu says so much


_LEFT_OUT: Final[dict[str, Any]] = {
    "the page hides it": _is_hidden,
    "it is marked as a menu, a head or a foot of the site": _is_site,
    "it is a control of a form": _CONTROLS,
    "it is a table of links alone": _is_link_table,
}


def _main(root: Any, guesses: Guesses) -> Any:
    """The part of the page that says it is the text, where it holds most of it."""
    whole = len(root.get_text("", strip=True)) or 1
    found = root.find_all("main") or root.find_all(attrs={"role": "main"}) or root.find_all("article")
    if len(found) != 1 or len(found[0].get_text("", strip=True)) < whole * _MIN_PART:
        return root
    main = found[0]
    for element in [e for e in root.find_all(string=True) if main not in e.parents and e.strip()]:
        guesses.add(DROPPED, f"it stands outside the page's <{main.name}>", element.strip(), where=f"outside <{main.name}>")
    return main


def _drop(element: Any, why: str, guesses: Guesses) -> None:
    title = element.find("h1")
    if title is not None and POLICY_TITLE.search(title.get_text(" ", strip=True)):
        # The policy's title in the site's head stays.
        element.insert_after(title.extract())
    text = element.get_text(" ", strip=True)
    names = _attribute(element, "class") or _attribute(element, "id")
    if text:
        guesses.add(DROPPED, why, text, where=f"<{element.name}{f' {names}' if names else ''}>")
    element.decompose()


def _mend_links(root: Any, url: str | None) -> None:
    """Links keep their address where a reader of the draft can follow it, and only their words elsewhere."""
    for link in root.find_all("a"):
        href = _attribute(link, "href").strip()
        if url and url.startswith(("http://", "https://")) and href and not href.startswith("#"):
            href = urljoin(url, href)
        if not href.startswith(("http://", "https://")) or link.find_parent(_HEADINGS):
            link.unwrap()
        else:
            link["href"] = href
            link.attrs.pop("title", None)


def _as_list(soup: Any, terms: Any) -> None:
    """A `<dl>` as headings with their text where the definitions are texts, as a list of 「term　definition」 where they are short."""
    pairs = terms.find_all(["dt", "dd"])
    texts = any(
        holds_sentences(e.get_text(" ", strip=True)) or e.find(["ul", "ol", "p", "table"]) for e in pairs if e.name == "dd"
    )
    if not texts:
        items = soup.new_tag("ul")
        item = None
        for element in pairs:
            words = element.get_text(" ", strip=True)
            if element.name == "dt" or item is None:
                item = soup.new_tag("li")
                item.string = words
                items.append(item)
            else:
                item.string = f"{item.get_text()}\u3000{words}"
        terms.replace_with(items)
        return
    above = terms.find_previous(_HEADINGS)
    level = min(6, int(above.name[1]) + 1) if above is not None else 2
    for element in pairs:
        element.name = f"h{level}" if element.name == "dt" else "div"
    terms.name = "div"
