"""What kind of thing is asked for and given: a table of the language, in the words of no policy in particular."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.asked import Kind, asked, gives

ASKED: dict[Kind, tuple[str, ...]] = {
    "money": (
        "送料はいくらですか",
        "参加費はいくらかかる？",
        "再発行は無料でできますか",
        "手数料はかかりますか",
        "お金を取られますか",
        "何円まで経費にできますか",
        "How much does it cost?",
        "Is there a fee for this?",
    ),
    "time": (
        "いつから有効ですか",
        "いつまでに出せばいいですか",
        "何日かかりますか",
        "返事が来るまでどのくらいかかりますか",
        "書類はいつ捨てますか",
        "保証期間を教えてください",
        "申込の締切は？",
        "何か月前に言えばよいですか",
        "鍵は何時に閉まりますか",
        "How long do I have to wait?",
        "How many working days does it take?",
        "How many months is it valid?",
        "When will the room be free?",
    ),
    "contact": (
        "連絡先を教えてください",
        "落とし物をしたらどこに電話すればいいですか",
        "受付の電話番号が知りたい",
        "総務の電話番号はいくつですか",
        "内線は何番？",
        "どこに問い合わせればよいでしょうか",
        "What is your e-mail address?",
        "Can I have a phone number?",
    ),
    "place": (
        "会議室はどこですか",
        "荷物はどこに置きますか",
        "用紙はどこでもらえますか",
        "倉庫の住所は？",
        "海外でも使えますか",
        "Where do I park?",
    ),
    "count": (
        "何回まで試せますか",
        "一度に何人入れますか",
        "駐車場には何台とめられますか",
        "合言葉は何文字以上ですか",
        "点検の頻度は",
        "ポイントはいくつたまりますか",
        "How many people may come?",
        "How often is it cleaned?",
    ),
    "who": (
        "誰が決めますか",
        "この書類は誰に出しますか",
        "送料は誰が払いますか",
        "誰から聞きましたか",
        "承認するのはどなたですか",
        "どの会社が配送しますか",
        "どこの会社に頼んでいますか",
        "Who signs the form?",
        "Whom should I ask?",
    ),
    "means": (
        "どうすれば入れますか",
        "住所を変えるにはどうしたらいいですか",
        "電話番号はどうやって登録しますか",
        "予約の方法を教えて",
        "部屋はどのように借りますか",
        "入会の手続きが知りたい",
        "How do I open the door?",
        "How can I change my address?",
    ),
    "papers": (
        "必要な書類は何ですか",
        "証明書は要りますか",
        "当日の持ち物を教えて",
        "どの様式を使いますか",
        "Which documents do I need?",
        "Do I have to fill in a form?",
    ),
    "reason": (
        "なぜ住所を書くのですか",
        "どうして断られたのですか",
        "何のために集めていますか",
        "なんで電話番号が要るの",
        "休館の理由を教えて",
        "Why is my phone number needed?",
    ),
    "yes_no": (
        "傘を持ち込めますか",
        "犬を連れて行ってもいい？",
        "途中で抜けても大丈夫",
        "誰かに見られますか",
        "誰でも入れますか",
        "いつでもやめられますか",
        "何回でも頼めますか",
        "何か必要ですか",
        "私も会員なんですが入れますか",
        "どうしても来られないのですが、大丈夫ですか",
        "Can I bring my dog?",
        "Is the information shared?",
        "Will you tell me?",
    ),
    "open": (
        "休暇とは何ですか",
        "遅れたらどうなりますか",
        "会員の特典について",
        "どんな音楽が流れますか",
        "What is a holiday?",
        "The rules of the house",
        "",
        "。",
    ),
}
GIVEN: tuple[tuple[Kind, str], ...] = (
    ("time", "受け付けた日から10営業日でお返しします。"),
    ("time", "３か月保管します。"),
    ("time", "遅滞なくお知らせします。"),
    ("time", "二週間前に申し出てください。"),
    ("time", "We reply within thirty days."),
    ("time", "We will tell you without delay."),
    ("money", "一回につき500円を頂きます。"),
    ("money", "送料は無料です。"),
    ("money", "実費をご負担いただきます。"),
    ("money", "There is no charge."),
    ("count", "3回まで試せます。"),
    ("count", "十文字以上としてください。"),
    ("count", "毎年点検します。"),
    ("count", "You may try twice."),
    ("contact", "電話：03-0000-0000"),
    ("contact", "info@example.jp までお送りください。"),
    ("contact", "総務課が承ります。"),
    ("contact", "Ask at the front desk."),
    ("place", "二階の倉庫に置きます。"),
    ("place", "国内のサーバーに保存します。"),
    ("place", "It is kept on servers abroad."),
    ("who", "店長が承認します。"),
    ("who", "配送会社に渡します。"),
    ("who", "An agent may sign."),
    ("means", "窓口に申し込んでください。"),
    ("means", "書面により届け出ます。"),
    ("means", "Please write to us."),
    ("papers", "運転免許証の写しを添えます。"),
    ("papers", "所定の用紙に書きます。"),
    ("papers", "Bring your passport."),
    ("reason", "安全のため、撮影しています。"),
    ("reason", "混雑を避ける目的で制限します。"),
    ("reason", "We ask because the law wants it."),
)
NOT_GIVEN: tuple[tuple[Kind, str], ...] = (
    ("time", "手荷物をお預かりします。"),
    ("time", "Holidays are listed on the wall."),
    ("money", "手荷物をお預かりします。"),
    ("money", "We welcome your feedback and feelings."),
    ("count", "静かにしてください。"),
    ("count", "Be quiet."),
    ("contact", "静かにしてください。"),
    ("contact", "We tell you about hotels."),
    ("place", "静かにしてください。"),
    ("who", "静かに歩く。"),
    ("who", "This includes personal items since Monday."),
    ("means", "静かに歩く。"),
    ("means", "Pleased to meet."),
    ("papers", "静かに歩く。"),
    ("papers", "We inform you of the information platform."),
    ("reason", "静かに歩く。"),
    ("reason", "Be quiet."),
)


@pytest.mark.parametrize(
    ("question", "kind"), [(question, kind) for kind, questions in ASKED.items() for question in questions]
)
def test_a_question_asks_for_a_thing_of_a_kind(question: str, kind: Kind) -> None:
    assert asked(question) == kind


@pytest.mark.parametrize(("kind", "sentence"), GIVEN)
def test_a_sentence_gives_a_thing_of_a_kind(kind: Kind, sentence: str) -> None:
    assert gives(kind, sentence)


@pytest.mark.parametrize(("kind", "sentence"), NOT_GIVEN)
def test_a_sentence_gives_no_thing_of_a_kind(kind: Kind, sentence: str) -> None:
    assert not gives(kind, sentence)


def test_the_tables_hold_every_kind() -> None:
    assert set(ASKED) == set(get_args(Kind))
    assert {kind for kind, _ in GIVEN} == {kind for kind, _ in NOT_GIVEN} == set(get_args(Kind)) - {"yes_no", "open"}


@pytest.mark.parametrize("kind", ["yes_no", "open"])
def test_what_asks_for_no_particular_thing_is_given_by_any_sentence(kind: Kind) -> None:
    assert gives(kind, "静かに歩く。")
    assert gives(kind, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [("何％引きですか", "何%引きですか"), ("ＨＯＷ ＭＵＣＨ", "how much"), ("  いくら\n", "いくら"), ("ﾃﾞﾝﾜ", "デンワ")],
)
def test_spellings_make_no_difference(one: str, other: str) -> None:
    assert asked(one) == asked(other)


@given(text=st.text(max_size=40), kind=st.sampled_from(get_args(Kind)))
def test_any_text_asks_and_gives_something_or_nothing(text: str, kind: Kind) -> None:
    assert asked(text) in get_args(Kind)
    assert gives(kind, text) in (True, False)


@given(kind=st.sampled_from([kind for kind in get_args(Kind) if kind not in ("yes_no", "open")]))
def test_an_empty_sentence_gives_nothing(kind: Kind) -> None:
    assert not gives(kind, "")
