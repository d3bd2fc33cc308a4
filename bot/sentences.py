"""Every fixed sentence around a reply, in Japanese and English; those of the reply itself are in `bot.phrases`."""

from __future__ import annotations

from typing import Final

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
    # What is made on first use.
    "making_encoder": {"ja": "初回の準備：言語モデルを作成しています", "en": "First use: making the language model"},
    "making_index": {"ja": "初回の準備：索引を作成しています", "en": "Indexing the policies"},
}


def sentence(key: str, lang: Lang, **values: object) -> str:
    """A fixed sentence with its values."""
    return _SENTENCES[key][lang].format(**values)
