"""Every fixed sentence around a reply, in Japanese and English; those of the reply itself are in `bot.phrases`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from bot.phrases import Lang
from bot.replies import Verdict

VERDICTS: Final[dict[Verdict, dict[Lang, str]]] = {
    "answered": {"ja": "回答", "en": "Answer"},
    "not_stated": {"ja": "記載なし", "en": "Not stated"},
    "out_of_scope": {"ja": "対象外", "en": "Out of scope"},
    "action": {"ja": "手続き", "en": "Request"},
    "clarify": {"ja": "確認", "en": "Question back"},
}

_SENTENCES: Final[dict[str, dict[Lang, str]]] = {
    # What a reply is made of.
    "near": {
        "ja": "近い内容の箇所（ご質問への答えではありません）",
        "en": "The nearest sections (near, not an answer)",
    },
    "version": {"ja": "{policy}（{version} 版）", "en": "{policy} (version of {version})"},
    # What cannot be asked.
    "empty": {"ja": "質問が空です。質問を書いてください。", "en": "The question is empty; please write one."},
    "too_long": {
        "ja": "質問が長すぎます。{limit}文字までにしてください。",
        "en": "The question is too long; the limit is {limit} characters.",
    },
    "control": {
        "ja": "質問に、文字ではない制御コード（{code}）が含まれています。文字だけで書いてください。",
        "en": "The question holds a control code ({code}), which is no text; please write it in characters only.",
    },
    "not_text": {
        "ja": "質問をUTF-8の文字として読めませんでした。UTF-8で書いてください。",
        "en": "The question cannot be read as UTF-8 text; please write it in UTF-8.",
    },
    "no_day": {
        "ja": "--as-of には日付を 2024-10-01 の形で指定してください。",
        "en": "--as-of takes a day, written as 2024-10-01.",
    },
    # The conversation in the terminal.
    "welcome": {
        "ja": "規程・ポリシーについて質問してください。:help で使い方、:quit で終了します。",
        "en": "Ask about the policies. :help says how, :quit leaves.",
    },
    "help": {
        "ja": ":new 新しい話題にする　:staff 社内規程も含める　:public 公開文書だけにする　:quit 終了する",
        "en": ":new begins afresh   :staff includes the staff's policies   :public only the public ones   :quit leaves",
    },
    "new": {"ja": "新しい話題にしました。", "en": "Begun afresh."},
    "staff": {"ja": "社内規程も含めて答えます。", "en": "The staff's policies are included."},
    "public": {"ja": "公開文書だけから答えます。", "en": "Only the public policies are used."},
    "no_command": {"ja": "{command} というコマンドはありません。", "en": "There is no command {command}."},
    # What the site says where it cannot do as it is asked.
    "bad_request": {"ja": "リクエストを読み取れませんでした。", "en": "The request could not be read."},
    "bad_host": {"ja": "この名前では、このサイトをご利用になれません。", "en": "This site is not known by that name."},
    "no_token": {
        "ja": "セッションが無いか、期限が切れています。もう一度始めてください。",
        "en": "There is no session, or it has ended. Please begin again.",
    },
    "bad_origin": {
        "ja": "このページからはご質問いただけません。サイトの管理者へお知らせください。",
        "en": "Questions cannot be asked from this page. Please tell its owner.",
    },
    "not_found": {"ja": "お探しのものはありません。", "en": "There is nothing here."},
    "no_conversation": {
        "ja": "この会話はもうありません。新しく始めてください。",
        "en": "This conversation is no longer there. Please begin a new one.",
    },
    "no_reply": {"ja": "この回答はもうありません。", "en": "This reply is no longer there."},
    "no_consent": {
        "ja": "質問の保存に同意していただく必要があります。",
        "en": "Please agree first that your question is kept.",
    },
    "bad_method": {"ja": "この操作はできません。", "en": "This cannot be done here."},
    "too_large": {"ja": "送られた内容が大きすぎます。", "en": "What was sent is too large."},
    "invalid": {"ja": "送られた内容に誤りがあります。", "en": "There is a mistake in what was sent."},
    "no_files": {
        "ja": "ファイルや書類はお受け取りできません。保存はしていません。",
        "en": "Files and documents are not taken here; nothing was kept.",
    },
    "no_key": {"ja": "鍵が違います。", "en": "The key is not right."},
    "desk_closed": {
        "ja": "この窓口は開かれていません（鍵が設定されていません）。",
        "en": "This desk is not open: no key is set for it.",
    },
    "bad_key": {
        "ja": "Idempotency-Key には request_id と同じ値が要ります。",
        "en": "The Idempotency-Key must be the request_id.",
    },
    "too_often": {
        "ja": "短い間に多くのご質問をいただいています。しばらくしてから、もう一度お送りください。",
        "en": "There were many questions in a short time. Please send again in a while.",
    },
    "failed": {
        "ja": "お答えできませんでした。しばらくしてから、もう一度お試しください。",
        "en": "This could not be done. Please try again in a while.",
    },
    "unavailable": {
        "ja": "ただいまご利用になれません。しばらくしてから、もう一度お試しください。",
        "en": "This is not available at the moment. Please try again in a while.",
    },
    "code_not_sent": {
        "ja": "確認コードのメールを送れませんでした。アドレスをお確かめのうえ、しばらくしてからもう一度お試しください。",
        "en": "The e-mail with the code could not be sent. Please check the address, and try again in a while.",
    },
    # The pages of the policies.
    "page_policies": {"ja": "規程・ポリシーの一覧", "en": "Policies"},
    "page_contents": {"ja": "目次", "en": "Contents"},
    "page_versions": {"ja": "版", "en": "Versions"},
    "page_version": {"ja": "{date}版", "en": "Version of {date}"},
    "page_in_force": {"ja": "現行", "en": "in force"},
    "page_to_come": {"ja": "施行前", "en": "to come"},
    "page_this": {"ja": "表示中", "en": "shown"},
    "page_compare": {"ja": "一つ前の版と比べる", "en": "Compare with the version before"},
    "page_compared": {"ja": "{old}版から{new}版への変更", "en": "What changed from {old} to {new}"},
    "page_before": {"ja": "旧（{date}版）", "en": "Old (version of {date})"},
    "page_after": {"ja": "新（{date}版）", "en": "New (version of {date})"},
    "page_nothing": {"ja": "違いはありません。", "en": "There is no difference."},
    "page_counts": {
        "ja": "変更のあった箇所は{changed}、変更のない箇所は{unchanged}です。",
        "en": "Sections changed: {changed}; unchanged: {unchanged}.",
    },
    "page_cited": {"ja": "引用された文へ", "en": "To the sentence that was cited"},
    "page_ask": {"ja": "質問する", "en": "Ask a question"},
    "page_language": {"ja": "日本語", "en": "English"},
    "page_staff": {"ja": "社内", "en": "staff"},
    "page_number": {"ja": "お問い合わせ番号：{number}", "en": "Reference: {number}"},
    "page_top": {"ja": "はじめのページ", "en": "Front page"},
    "change_added": {"ja": "追加", "en": "Added"},
    "change_removed": {"ja": "削除", "en": "Removed"},
    "change_changed": {"ja": "変更", "en": "Changed"},
    "change_moved": {"ja": "移動・番号変更", "en": "Moved or renumbered"},
    "change_retitled": {"ja": "見出し変更", "en": "New title"},
    # The site's own start.
    "serving": {"ja": "{address} でお待ちしています（Ctrl+Cで終了）。", "en": "Serving at {address} (Ctrl+C ends it)."},
    "slack_serving": {"ja": "Slackに接続しました（Ctrl+Cで終了）。", "en": "Connected to Slack (Ctrl+C ends it)."},
    # What is made on first use.
    "making_encoder": {"ja": "初回の準備：言語モデルを作成しています", "en": "First use: making the language model"},
    "making_index": {"ja": "初回の準備：索引を作成しています", "en": "Indexing the policies"},
}


class Said(Protocol):
    """Gives the sentence that stands under a key, in a language, with its values."""

    def __call__(self, key: str, lang: Lang, **values: object) -> str:
        """The sentence."""


def said_from(table: Mapping[str, Mapping[Lang, str]]) -> Said:
    """What gives the sentences of a table."""

    def said(key: str, lang: Lang, **values: object) -> str:
        return table[key][lang].format(**values)

    return said


sentence = said_from(_SENTENCES)
"""A fixed sentence with its values."""
