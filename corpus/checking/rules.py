"""The rules, how grave each is, and what is said where one is broken, in Japanese and in English.

Errors are what makes an answer, a citation or the choice of a version wrong; warnings are what a reader or the law would miss;
notices are worth a look. A braced name is filled in by the check.
"""

from __future__ import annotations

from typing import Final

from corpus.checking.findings import Finding, Place, Rule, Wording
from corpus.checking.published import PUBLISHED

_TEXT: Final = (
    Rule(
        "approved-expired",
        "warning",
        Wording(
            "承認済みの回答「{question}」は、引用した文（{section}）がなくなったか変わったため、使われません。",
            "今の文を引用し直して承認するか、approved.yaml から除いてください。",
        ),
        Wording(
            "The approved answer to “{question}” is not used: the sentence it cites ({section}) was changed or is gone.",
            "Cite the sentence as it is now and approve it anew, or take it out of approved.yaml.",
        ),
    ),
    Rule(
        "unreadable",
        "error",
        Wording("{problem}", "ファイルを直してください。"),
        Wording("{problem}", "Mend the file."),
    ),
    Rule(
        "version-twice",
        "error",
        Wording(
            "{policy}（{lang}）の{day}の版が2つあります。もう一方は {other} です。",
            "一方の effective_on を改めるか、一方を除いてください。",
        ),
        Wording(
            "There are two versions of {policy} ({lang}) of {day}; the other is {other}.",
            "Change `effective_on` of one, or remove one.",
        ),
    ),
    Rule(
        "file-name",
        "error",
        Wording(
            "ファイル名 {name} が、前付けの {key}（{value}）と合いません。",
            "ファイル名か前付けの正しくない方を直してください。",
        ),
        Wording(
            "The file's name, {name}, disagrees with `{key}` of its front matter ({value}).",
            "Correct whichever of the two is wrong.",
        ),
    ),
    Rule(
        "file-name-form",
        "notice",
        Wording("ファイル名 {name} から版の日付が分かりません。", "「{wanted}」の名前にしてください。"),
        Wording("The file's name, {name}, does not tell the version's date.", "Name it {wanted}."),
    ),
    Rule(
        "audience-missing",
        "warning",
        Wording(
            "前付けに audience がないため、従業者だけに見せる文書として扱います。",
            "`audience: public` または `audience: staff` と書いてください。",
        ),
        Wording(
            "The front matter has no audience, so the text is shown to staff only.",
            "Write `audience: public` or `audience: staff`.",
        ),
    ),
    Rule(
        "front-matter",
        "warning",
        Wording("前付け: {problem}", "前付けを直してください。"),
        Wording("Front matter: {problem}", "Mend the front matter."),
    ),
    Rule(
        "number-twice",
        "error",
        Wording(
            "番号「{label}」が重なっています。先に「{first}」があります。",
            "どちらかの番号を改め、そこへの参照も改めてください。",
        ),
        Wording(
            "The number {label} is given twice; the first time to “{first}”.", "Renumber one of them, and what refers to it."
        ),
    ),
    Rule(
        "number-missing",
        "warning",
        Wording(
            "番号 {missing} が抜けています（「{after}」の前）。",
            "番号を詰めるか、「第○条　削除」のように欠番であることを書いてください。",
        ),
        Wording("Number {missing} is missing (before “{after}”).", "Renumber, or say that it was deleted."),
    ),
    Rule(
        "number-order",
        "warning",
        Wording("「{label}」が「{before}」の後にあります。", "番号の順に並べてください。"),
        Wording("“{label}” stands after “{before}”.", "Put them in the order of their numbers."),
    ),
    Rule(
        "item-number",
        "warning",
        Wording("箇条書きの番号が {before} の次に {after} となっています。", "番号を続けてください。"),
        Wording("In a list, number {after} follows {before}.", "Number the items one by one."),
    ),
    Rule(
        "section-empty",
        "warning",
        Wording("「{heading}」に本文がありません。", "本文を書くか、見出しを除いてください。"),
        Wording("“{heading}” has no text.", "Write its text, or remove the heading."),
    ),
    Rule(
        "reference-missing",
        "error",
        Wording("「{mention}」にあたるものが、この文書にありません。", "正しい番号に改めてください。"),
        Wording("“{mention}” refers to nothing in this text.", "Correct the number."),
    ),
    Rule(
        "reference-title",
        "warning",
        Wording(
            "「{mention}」と書かれていますが、{number} の見出しは「{title}」です。",
            "番号か見出しの正しくない方を改めてください。",
        ),
        Wording("“{mention}” is mentioned, but {number} is headed “{title}”.", "Correct the number or the title."),
    ),
    Rule(
        "date-impossible",
        "error",
        Wording("「{date}」という日はありません。", "日付を改めてください。"),
        Wording("There is no such day as “{date}”.", "Correct the date."),
    ),
    Rule(
        "date-effective",
        "error",
        Wording("本文の施行日（{found}）と、前付けの effective_on（{wanted}）が違います。", "正しくない方を改めてください。"),
        Wording(
            "The text takes effect on {found}, but `effective_on` of the front matter is {wanted}.",
            "Correct whichever is wrong.",
        ),
    ),
    Rule(
        "date-revised",
        "error",
        Wording(
            "本文の最終改定日（{found}）と、前付けの effective_on（{wanted}）が違います。",
            "正しくない方を改めるか、改定日とは別に施行日を本文に書いてください。",
        ),
        Wording(
            "The text says that it was last revised on {found}, but `effective_on` of the front matter is {wanted}.",
            "Correct whichever is wrong, or state in the text from when it is effective.",
        ),
    ),
    Rule(
        "history-behind",
        "warning",
        Wording(
            "改定履歴の最も新しい日付は {found} で、{wanted} の版のことが書かれていません。",
            "改定履歴に、この版の日付と内容を加えてください。",
        ),
        Wording(
            "The newest date of the revision history is {found}; it does not mention the version of {wanted}.",
            "Add this version's date and what it changes.",
        ),
    ),
    Rule(
        "history-ahead",
        "warning",
        Wording(
            "改定履歴に、この版（{wanted}）より後の日付 {found} があります。",
            "effective_on か改定履歴の正しくない方を改めてください。",
        ),
        Wording(
            "The revision history holds a date, {found}, later than this version ({wanted}).",
            "Correct `effective_on` or the history.",
        ),
    ),
    Rule(
        "translation-sections",
        "warning",
        Wording("{other} にある {missing} が、この文書にありません。", "訳の抜けている部分を補ってください。"),
        Wording("This text lacks {missing}, which {other} has.", "Translate what is missing."),
    ),
)

RULES: Final = {rule.name: rule for rule in (*_TEXT, *PUBLISHED)}


def finding(rule: str, place: Place, lang: str, /, **values: object) -> Finding:
    """A finding of ``rule`` at ``place``, worded for a text in ``lang``."""
    broken = RULES[rule]
    wording = broken.ja if lang == "ja" else broken.en
    return Finding(broken.severity, rule, place, wording.message.format(**values), wording.advice.format(**values))
