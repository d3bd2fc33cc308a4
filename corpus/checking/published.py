"""The rules on what the APPI (個人情報保護法) wants published, and what is said where a text leaves it out."""

from __future__ import annotations

from typing import Final

from corpus.checking.findings import Rule, Wording

PUBLISHED: Final = (
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
