"""The rules, how grave each is, and what is said where one is broken, in Japanese and in English.

Errors are what makes an answer, a citation or the choice of a version wrong; warnings are what a reader or the law would miss;
notices are worth a look. A braced name is filled in by the check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corpus.checking.findings import Finding, Place, Severity


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong, and what to do."""

    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's name, gravity and wording."""

    name: str
    severity: Severity
    ja: Wording
    en: Wording


_ALL: Final = (
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
    Rule(
        "appi-operator-name",
        "warning",
        Wording("事業者の氏名または名称が見当たりません（個人情報保護法32条1項1号）。", "事業者の名称を書いてください。"),
        Wording("The operator's name is not stated (APPI art. 32(1)(i)).", "State the operator's name."),
    ),
    Rule(
        "appi-operator-address",
        "warning",
        Wording(
            "事業者の住所が見当たりません（個人情報保護法32条1項1号）。",
            "住所を書くか、書いてあるページへのリンクを置いてください。",
        ),
        Wording("The operator's address is not stated (APPI art. 32(1)(i)).", "State it, or link to the page that does."),
    ),
    Rule(
        "appi-representative",
        "warning",
        Wording(
            "法人の代表者の氏名が見当たりません（個人情報保護法32条1項1号）。",
            "代表者の役職と氏名を書くか、書いてあるページへのリンクを置いてください。個人事業であれば要りません。",
        ),
        Wording(
            "The representative of the corporation is not named (APPI art. 32(1)(i)).",
            "Name the representative, or link to the page that does; a sole proprietor needs none.",
        ),
    ),
    Rule(
        "appi-purpose",
        "warning",
        Wording(
            "利用目的が見当たりません（個人情報保護法21条1項、32条1項2号）。", "個人情報を何のために使うかを書いてください。"
        ),
        Wording(
            "The purposes of use are not stated (APPI art. 21(1), 32(1)(ii)).", "State what personal information is used for."
        ),
    ),
    Rule(
        "appi-third-party",
        "warning",
        Wording(
            "第三者提供について書かれていません（個人情報保護法27条）。",
            "第三者に提供するかどうか、するならどのような場合かを書いてください。",
        ),
        Wording("Nothing is said of provision to third parties (APPI art. 27).", "Say whether and when there is any."),
    ),
    Rule(
        "appi-joint-use",
        "warning",
        Wording("共同利用について、{item}が見当たりません（個人情報保護法27条5項3号）。", "共同利用の項に書いてください。"),
        Wording("Of the joint use, {item} is not stated (APPI art. 27(5)(iii)).", "State it where the joint use is described."),
    ),
    Rule(
        "appi-joint-use-link",
        "notice",
        Wording(
            "共同利用の{item}が本文になく、リンク先に任されています（個人情報保護法27条5項3号）。",
            "リンク先に書いてあることを確かめてください。",
        ),
        Wording(
            "Of the joint use, {item} is not in the text but left to a linked page (APPI art. 27(5)(iii)).",
            "See that the linked page states it.",
        ),
    ),
    Rule(
        "appi-requests",
        "warning",
        Wording(
            "開示等の請求の手続きが見当たりません（個人情報保護法32条1項3号）。",
            "開示、訂正、利用停止などをどこへどう請求するかを書いてください。",
        ),
        Wording(
            "The procedure for requests for disclosure and the like is not stated (APPI art. 32(1)(iii)).",
            "Say where and how to ask for disclosure, correction or suspension of use.",
        ),
    ),
    Rule(
        "appi-fee",
        "notice",
        Wording(
            "開示等の請求の手数料について書かれていません（個人情報保護法32条1項3号、38条）。",
            "手数料を取るならその額を、取らないなら無料であることを書いてください。",
        ),
        Wording(
            "Nothing is said of a fee for requests (APPI art. 32(1)(iii), 38).", "State the amount, or that there is none."
        ),
    ),
    Rule(
        "appi-complaints",
        "warning",
        Wording(
            "苦情や相談の申出先が見当たりません（個人情報保護法32条1項4号、同法施行令10条）。", "苦情の申出先を書いてください。"
        ),
        Wording("No place for complaints is given (APPI art. 32(1)(iv)).", "Say where complaints are taken."),
    ),
    Rule(
        "appi-complaints-word",
        "notice",
        Wording(
            "問い合わせ先はありますが、苦情を受け付けることが書かれていません（個人情報保護法32条1項4号、同法施行令10条）。",
            "苦情の申出先でもあることを書いてください。",
        ),
        Wording(
            "A place for enquiries is given, but not that it takes complaints (APPI art. 32(1)(iv)).",
            "Say that it takes complaints.",
        ),
    ),
    Rule(
        "appi-security",
        "warning",
        Wording(
            "安全管理のために講じた措置が見当たりません（個人情報保護法32条1項4号、同法施行令10条）。",
            "どのような措置を講じているかを書くか、書いてあるページへのリンクを置いてください。",
        ),
        Wording(
            "The security control measures are not stated (APPI art. 32(1)(iv)).",
            "Describe them, or link to the page that does.",
        ),
    ),
)

RULES: Final = {rule.name: rule for rule in _ALL}


def finding(rule: str, place: Place, lang: str, /, **values: object) -> Finding:
    """A finding of ``rule`` at ``place``, worded for a text in ``lang``."""
    broken = RULES[rule]
    wording = broken.ja if lang == "ja" else broken.en
    return Finding(broken.severity, rule, place, wording.message.format(**values), wording.advice.format(**values))
