"""The same things wished and asked in many ways: objects × verbs × endings."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from bot.intents import RuleReader
from bot.replies import Right

# Objects and what is done to them, as far as the 「て」 of the endings.
SPOKEN: Final[dict[Right, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "deletion": (
        ("個人情報を", "うちの住所と電話番号を全部", "登録してある写真を", "提出した履歴書を", ""),
        ("消し", "削除し", "消去し"),
    ),
    "correction": (
        ("住所を", "名前の漢字が間違っているので", "登録した電話番号、", "会員情報の生年月日を"),
        ("直し", "訂正し", "変更し", "書き換え"),
    ),
    "addition": (("登録情報に会社名を", "プロフィールに資格を", "私の記録に副作用のことを"), ("追加し", "書き加え", "足し")),
    "disclosure": (("自分のデータを", "うちの子の記録を", "自分の診療記録のコピーを"), ("見せ", "開示し", "送っ", "出し")),
    "stop_use": (
        ("広告に使うのを", "メルマガの配信を", "DMを送るのは", "私のデータの利用を", "営業の電話を"),
        ("やめ", "止め", "停止し"),
    ),
    "stop_third_party": (("他の会社に情報を渡すのを", "第三者への提供を", "うちのデータを売るのは"), ("やめ", "停止し")),
    "third_party_record_disclosure": (
        ("誰に情報を渡したのか、記録を", "第三者に提供した記録を", "私のデータの提供先の一覧を"),
        ("見せ", "送っ"),
    ),
    "purpose_notice": (("私の情報の利用目的を", "何に使っているのか"), ("通知し", "書面で知らせ")),
    "withdraw": (("先週の削除依頼を", "この前の訂正の申請、"), ("取り下げ", "キャンセルし", "なかったことにし")),
}
WISHED: Final = (
    "てほしい",
    "てほしいんですが",
    "てください",
    "てもらえますか",
    "てもらえませんか？",
    "ていただけないでしょうか",
    "ていただきたいです",
    "て",
    "てよ",
    "てくれ",
    "てくれない？",
    "ておいてください",
    "てもらいたいんだけど",
    "ていただけると助かります",
    "てほしいと思っています",
    "ていただきたく存じます",
    "てもらっていいですか",
    "てくださいますようお願いいたします",
    "てほしいそうです。手続きをお願いします",
    "てほしいと言われました。対応お願いします",
)
ASKED: Final = (
    "てもらえるんですか",
    "てくれるの？",
    "てもらうことはできますか",
    "てもらうにはどうすればいいですか",
    "てほしいときはどうしたらいい",
    "てもらうのに費用はかかりますか",
    "てほしいと言われたら誰に聞けばいいですか",
    "てほしい場合の手続きは",
    "てもらう方法を教えてください",
    "てもらえるか知りたい",
    "てくれと電話が来ました。どうすればいいですか",
    "てもらうまで何日かかる？",
    "てほしいのですが、どこに連絡すればいいですか",
)


@pytest.mark.parametrize("right", SPOKEN)
def test_a_wish_is_read_however_it_is_put(right: Right) -> None:
    reader, (objects, verbs) = RuleReader(), SPOKEN[right]

    wrong = {
        text: read for parts in product(objects, verbs, WISHED) if (read := reader.read(text := "".join(parts)).right) != right
    }

    assert wrong == {}


@pytest.mark.parametrize("right", SPOKEN)
def test_a_question_about_it_is_no_wish(right: Right) -> None:
    reader, (objects, verbs) = RuleReader(), SPOKEN[right]

    readings = {text: reader.read(text) for parts in product(objects, verbs, ASKED) if (text := "".join(parts))}

    assert {text for text, reading in readings.items() if reading.form != "question" or reading.right} == set()
