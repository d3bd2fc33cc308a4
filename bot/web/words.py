"""Every fixed sentence of the demo page and of the page without scripts, in Japanese and English.

Those of the widget stand in ``static/widget.js``, those of replies in `bot.phrases`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.phrases import Lang

_WORDS: Final[Mapping[str, Mapping[Lang, str]]] = {
    # Both pages.
    "name": {"ja": "Jobun 条文", "en": "Jobun 条文"},
    "other_language": {"ja": "English", "en": "日本語"},
    "skip": {"ja": "本文へ", "en": "Skip to the content"},
    "policies": {"ja": "規程・ポリシーの一覧", "en": "List of policies"},
    "menu": {"ja": "メニュー", "en": "Menu"},
    # The demo page.
    "demo_title": {
        "ja": "規程のことは、条文が答えます。",
        "en": "Ask about a policy. Its own sentence answers.",
    },
    "demo_lead": {
        "ja": "プライバシーポリシーや社内規程についての質問に、その文章だけを根拠として答えます。どの条項の、どの一文かを必ず示します。",
        "en": "Jobun answers questions about privacy policies and house rules from their text and nothing else, and always shows the section and the sentence.",
    },
    "demo_try": {"ja": "たとえば、こんな質問に", "en": "Questions to begin with"},
    "demo_sample": {"ja": "答えの例", "en": "What an answer looks like"},
    "demo_sample_question": {"ja": "開示の手数料はいくらですか", "en": "What does it cost to have my data disclosed?"},
    "demo_sample_intro": {
        "ja": "「個人情報の取り扱いについて」の「7.3 開示等の請求申出先」に、次のように書かれています。",
        "en": "“個人情報の取り扱いについて”, section “7.3 開示等の請求申出先”, says:",
    },
    "demo_sample_verdict": {"ja": "回答", "en": "Answer"},
    "demo_promises": {"ja": "約束", "en": "Promises"},
    "demo_quotes": {"ja": "一字一句そのまま", "en": "Word for word"},
    "demo_quotes_text": {
        "ja": "引用は、公開されている文章の一部分そのものです。文章を作ることはありません。箇所を押せば、条文の該当する一文が開きます。",
        "en": "Quotes are parts of the text as published; none of it is written by a machine. Each one links to its place in the policy.",
    },
    "demo_silence": {"ja": "ないものは、ないと答える", "en": "Silence is an answer"},
    "demo_silence_text": {
        "ja": "規程に書かれていなければ「記載なし」と答えます。近い内容の箇所は、答えとは区別して示します。",
        "en": "Where the policy says nothing, so does Jobun. The nearest sections are shown as near, and not as an answer.",
    },
    "demo_private": {"ja": "外に出さない", "en": "Nothing leaves"},
    "demo_private_text": {
        "ja": "そのままの設定では、質問が外部のサービスへ送られることはありません。保存されるのは個人情報とみられる部分を伏せた文章だけで、期間が過ぎると消えます。",
        "en": "As it comes, questions go to no other service. What is kept has personal data blacked out, and is deleted when its time is over.",
    },
    "demo_embed": {"ja": "自分のサイトに置く", "en": "On your own site"},
    "demo_embed_text": {
        "ja": "次の2行をページに加えるだけです。Cookieも、外部のフォントも、ビルドも要りません。サイトのオリジンは JOBUN_ALLOWED_ORIGINS に加えてください。",
        "en": "Add these two lines to your page: no cookies, no fonts from elsewhere, no build step. Your site's origin goes into JOBUN_ALLOWED_ORIGINS.",
    },
    "demo_snippet": {"ja": "埋め込みのコード", "en": "Code to embed"},
    "demo_link": {"ja": "規程・ポリシーに質問する", "en": "Ask about our policies"},
    "demo_without": {"ja": "JavaScriptを使わないページ", "en": "The page without JavaScript"},
    "demo_noscript": {
        "ja": "JavaScriptが使えないときは、こちらのページから質問できます。",
        "en": "Without JavaScript, you can ask on this page.",
    },
    # The page without scripts.
    "ask_title": {"ja": "規程・ポリシーに質問する", "en": "Ask about our policies"},
    "ask_lead": {
        "ja": "お答えは、公開されている規程・ポリシーの文章から引用します。",
        "en": "Answers are quoted from the published policies.",
    },
    "ask_label": {"ja": "質問", "en": "Your question"},
    "ask_next": {"ja": "続けて質問する", "en": "Ask a further question"},
    "ask_hint": {"ja": "{limit}文字まで。氏名や連絡先は書かないでください。", "en": "Up to {limit} characters. Please leave out names and addresses."},
    "ask_consent": {
        "ja": "質問が、メールアドレスや電話番号などを伏せた形で、一定の期間だけサーバーに保存されることに同意します。",
        "en": "I agree that my question is kept on the server for a limited time, with e-mail addresses, telephone numbers and the like blacked out.",
    },
    "ask_send": {"ja": "送信", "en": "Send"},
    "ask_question": {"ja": "ご質問", "en": "You asked"},
    "ask_answer": {"ja": "お答え", "en": "The answer"},
    "ask_near": {
        "ja": "近い内容の箇所（ご質問への答えではありません）",
        "en": "The nearest sections (near, not an answer)",
    },
    "ask_places": {"ja": "それぞれの箇所", "en": "Where each is answered"},
    "ask_version": {"ja": "{version} 版", "en": "version of {version}"},
    "ask_try": {"ja": "たとえば、次のように質問できます。", "en": "You could ask, for example:"},
    "ask_useful": {"ja": "この回答は役に立ちましたか。", "en": "Was this answer useful?"},
    "ask_up": {"ja": "はい", "en": "Yes"},
    "ask_down": {"ja": "いいえ", "en": "No"},
    "ask_delete": {"ja": "会話を消す", "en": "Delete conversation"},
    "ask_delete_text": {
        "ja": "この会話をサーバーから消します。元には戻せません。",
        "en": "This deletes the conversation from the server, for good.",
    },
    "ask_failed": {"ja": "お答えできませんでした", "en": "No answer this time"},
    "said_thanks": {"ja": "ありがとうございます。ご意見を受け取りました。", "en": "Thank you; we have received your opinion."},
    "said_deleted": {"ja": "会話を消しました。", "en": "The conversation is deleted."},
}  # fmt: skip


def page_words(lang: Lang) -> Mapping[str, str]:
    """The words of the pages in one language, by key."""
    return _BY_LANG[lang]


_BY_LANG: Final[Mapping[Lang, Mapping[str, str]]] = {
    lang: MappingProxyType({key: words[lang] for key, words in _WORDS.items()}) for lang in ("ja", "en")
}
