"""Every way into the assistant, by HTTP and over a socket, against our own Slack."""

from __future__ import annotations

import json
from typing import Any

from tests.slack.conftest import World
from tests.slack.fake.server import BOT_USER


def shown(message: dict[str, Any]) -> str:
    return json.dumps(message.get("blocks", []), ensure_ascii=False)


def button(message: dict[str, Any], action: str) -> dict[str, Any]:
    elements = [element for block in message["blocks"] for element in block.get("elements", ())]
    return next(one for one in elements if one.get("action_id") == action)


def test_a_mention_is_answered_in_its_thread_with_quote_version_and_link(world: World) -> None:
    answer = world.ask("C1", "UEMP", "開示の手数料は &lt;いくら&gt; ですか")

    assert "0回目のあと：開示の手数料は <いくら> ですか" in answer["text"]
    assert "https://jobun.example.org/policies/site-privacy/2022-04-01?" in shown(answer)
    assert "2022-04-01 版" in shown(answer)
    assert world.slack.refused == []


def test_a_direct_message_is_streamed_with_a_status_and_follow_ups_know_the_turns_before(world: World) -> None:
    before = world.slack.calls.count("chat.appendStream")
    first = world.ask("DUEMP", "UEMP", "長い話")
    root = first["thread_ts"]

    assert first["streaming"] is False
    assert first["markdown"].startswith("**【回答】**")
    assert world.slack.calls.count("chat.appendStream") > before
    assert "feedback_buttons" in shown(first)
    second = world.ask("DUEMP", "UEMP", "では郵送では", thread=root)
    assert "1回目のあと：では郵送では" in second["markdown"]
    world.slack.wait(
        lambda: [one["status"] for one in world.slack.statuses if one["thread_ts"] == root] == ["processing", "active"] * 2
    )


def test_the_command_answers_the_asker_alone_who_can_share_it(world: World) -> None:
    command = world.sender.command("UEMP", "社内のこと を教えて", channel="C2")
    status, acknowledged = world.sender.deliver(command)
    number = command["response_url"].rsplit("/", 1)[1]
    answer = world.slack.wait(lambda: [one for one in world.slack.ephemerals if one["number"] == number])[0]

    assert status == 200
    assert acknowledged == "" or json.loads(acknowledged)["response_type"] == "ephemeral"
    assert answer["response_type"] == "ephemeral"
    assert "社内規程に、次のように書かれています。" in answer["text"]
    assert "https://" not in shown(answer), "the staff's policies have no page that opens in a browser"
    there = len(world.slack.messages.get("C2", []))
    click = world.sender.click("UEMP", button(answer, "share"), "C2", "1.1", hidden=True)
    for _ in range(3):
        world.sender.deliver(click)
    world.slack.wait(lambda: len(world.slack.messages.get("C2", [])) > there)
    world.slack.wait(lambda: [one for one in world.slack.ephemerals if one.get("delete_original")])
    shared = world.slack.messages["C2"][there:]
    assert len(shared) == 1
    assert "<@UEMP> さんが共有しました" in shown(shared[0])
    assert "質問：社内のこと を教えて" in shown(shared[0])


def test_what_staff_was_told_is_not_shared_with_strangers(http: World) -> None:
    http.slack.shared_channels.add("CSHARED")
    command = http.sender.command("UEMP", "社内のこと を教えて", channel="CSHARED")
    http.sender.deliver(command)
    number = command["response_url"].rsplit("/", 1)[1]
    answer = http.slack.wait(lambda: [one for one in http.slack.ephemerals if one["number"] == number])[0]
    click = http.sender.click("UEMP", button(answer, "share"), "CSHARED", "1.1", hidden=True)
    http.sender.deliver(click)
    told = click["response_url"].rsplit("/", 1)[1]

    refusal = http.slack.wait(lambda: [one for one in http.slack.ephemerals if one["number"] == told])[0]
    assert "共有できません" in refusal["text"]
    assert "CSHARED" not in http.slack.messages


def test_a_message_is_checked_against_the_policy(world: World) -> None:
    message = {"text": "お客様の住所を <https://example.org|ここ> に書きました", "ts": "5.5"}
    shortcut = world.sender.shortcut("UEMP", message, "C3")
    world.sender.deliver(shortcut)
    number = shortcut["response_url"].rsplit("/", 1)[1]

    answer = world.slack.wait(lambda: [one for one in world.slack.ephemerals if one["number"] == number])[0]
    assert "お客様の住所を ここ に書きました" in answer["text"]
    assert button(answer, "share")["value"].endswith(":staff:5.5")


def test_an_empty_command_and_an_empty_mention_say_what_to_do(world: World) -> None:
    command = world.sender.command("UENG", "  ")
    world.sender.deliver(command)
    number = command["response_url"].rsplit("/", 1)[1]

    told = world.slack.wait(lambda: [one for one in world.slack.ephemerals if one["number"] == number])[0]
    assert told["text"].startswith("Please write your question behind it")
    assert world.ask("C1", "UEMP", "")["text"] == "質問を続けて書いてください。"
    assert "質問が長すぎます" in world.ask("C1", "UEMP", "長" * 2_001)["text"]


def test_app_home_shows_the_policies_and_what_changed(world: World) -> None:
    for user, words in (
        ("UEMP", ("社内規程も含めて", "2022-04-01 版で変更", "• 変更：")),
        ("UGUEST", ("公開文書から",)),
        ("UENG", ("Policies",)),
    ):
        world.slack.homes.pop(user, None)
        world.sender.deliver(
            world.sender.event({"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": "home"})
        )
        view = world.slack.wait(lambda user=user: world.slack.homes.get(user))
        assert all(word in shown(view) for word in words), user


def test_the_messages_tab_suggests_questions_without_a_thread(world: World) -> None:
    there = len(world.slack.prompts)
    world.sender.deliver(world.sender.event({"type": "app_home_opened", "user": "UENG", "channel": "DUENG", "tab": "messages"}))

    prompts = world.slack.wait(lambda: world.slack.prompts[there:])[0]
    assert "thread_ts" not in prompts
    assert next(one["message"] for one in prompts["prompts"]) == "Is there a fee for disclosure?"
    assert len(prompts["prompts"]) <= 4


def test_guests_and_strangers_get_the_public_policies_only(world: World) -> None:
    seen = {}
    for user, more in (
        ("UEMP", {}),
        ("UGUEST", {}),
        ("USTRANGER", {}),
        ("UNOBODY", {}),
        ("UEMP2", {"is_ext_shared_channel": True}),
    ):
        world.slack.add_user("UEMP2")
        seen[user] = "社内規程に、次のように" in shown(world.ask("C4", user, "社内のこと を教えて", **more))

    assert seen == {"UEMP": True, "UGUEST": False, "USTRANGER": False, "UNOBODY": False, "UEMP2": False}


def test_where_not_everybody_is_staff_the_staffs_answer_goes_to_the_asker_alone(world: World) -> None:
    world.slack.members |= {"C4GUEST": [BOT_USER, "UEMP", "UGUEST"], "C4ODD": [BOT_USER, "UEMP", "UNOBODY"]}
    world.slack.shared_channels.add("C4SHARED")
    refused = len(world.slack.refused)
    for channel in ("C4GUEST", "C4ODD", "C4SHARED"):
        told = len(world.slack.messages.get("DUEMP", []))
        answer = world.ask(channel, "UEMP", "社内のこと を教えて")
        assert "社内規程に、次のように" not in shown(answer)
        private = world.slack.wait(lambda told=told: world.slack.messages.get("DUEMP", [])[told:])[0]
        assert "社内規程に、次のように書かれています。" in shown(private)
        assert "ゲスト・社外の方など" in shown(private)
        assert f"https://fake.slack.test/archives/{channel}/p{answer['thread_ts']}" in shown(private)
        # What the public policies say is said once, in the thread.
        world.ask(channel, "UEMP", "開示の手数料は", thread=answer["thread_ts"])
        world.ask(channel, "UGUEST", "社内のこと を教えて", thread=answer["thread_ts"])
        assert len(world.slack.messages["DUEMP"]) == told + 1
    assert "社内規程に、次のように" in shown(world.ask("C4STAFF", "UEMP", "社内のこと を教えて"))
    assert world.slack.refused[refused:] == []


def test_a_channel_that_cannot_be_looked_up_has_strangers(http: World) -> None:
    told = len(http.slack.messages.get("DUEMP", []))
    for number, (method, fault) in enumerate(
        (
            ("conversations.info", "channel_not_found"),
            ("conversations.members", "fetch_members_failed"),
            ("conversations.members", "ratelimited"),
        )
    ):
        http.slack.faults[method] = [fault]
        answer = http.ask(f"C4BLIND{number}", "UEMP", "社内のこと を教えて")
        assert "社内規程に、次のように" not in shown(answer)
    http.slack.wait(lambda: len(http.slack.messages["DUEMP"]) == told + 3)


def test_what_cannot_be_shared_or_sent_is_told(http: World) -> None:
    command = http.sender.command("UEMP", "社内のこと を教えて", channel="C9")
    http.sender.deliver(command)
    number = command["response_url"].rsplit("/", 1)[1]
    answer = http.slack.wait(lambda: [one for one in http.slack.ephemerals if one["number"] == number])[0]
    for action, words in (("share", "/invite @jobun"), ("ask_owner", "お答えできませんでした")):
        http.slack.faults["chat.postMessage"] = ["not_in_channel"]
        click = http.sender.click("UEMP", button(answer, action), "C9", "1.1", hidden=True)
        http.sender.deliver(click)
        told = click["response_url"].rsplit("/", 1)[1]
        assert (
            words
            in http.slack.wait(lambda told=told: [one for one in http.slack.ephemerals if one["number"] == told])[0]["text"]
        )


def test_a_reading_can_be_chosen_and_an_opinion_given(world: World) -> None:
    question = world.ask("C5", "UEMP", "書類は どれですか")
    root = question["thread_ts"]
    click = world.sender.click("UEMP", button(question, "choose_2"), "C5", question["ts"], thread=root)
    for _ in range(2):
        world.sender.deliver(click)
    answers = world.slack.wait(lambda: world.finished("C5", root, 1))

    assert "1回目のあと：代理人の場合" in answers[-1]["text"]
    feedback = button(answers[-1], "feedback")
    opinion = {"action_id": "feedback", "type": "feedback_buttons", "value": feedback["negative_button"]["value"]}
    click = world.sender.click("UEMP", opinion, "C5", answers[-1]["ts"], thread=root)
    world.sender.deliver(click)
    number = click["response_url"].rsplit("/", 1)[1]
    world.slack.wait(lambda: [one for one in world.slack.ephemerals if one["number"] == number])
    assert len(world.slack.in_thread("C5", root)) == 2


def test_the_policies_owner_is_asked_and_their_answer_comes_back(world: World) -> None:
    answer = world.ask("C6", "UEMP", "書いてないこと taro@example.com は")
    root, there = answer["thread_ts"], len(world.slack.messages.get("COWNERS", []))
    click = world.sender.click("UEMP", button(answer, "ask_owner"), "C6", answer["ts"], thread=root)
    for _ in range(3):
        world.sender.deliver(click)
    asked = world.slack.wait(lambda: world.slack.messages.get("COWNERS", [])[there:])[0]

    assert "〔メールアドレス〕" in shown(asked)
    assert "taro@example.com" not in shown(asked)
    assert f"https://fake.slack.test/archives/C6/p{root}" in shown(asked)
    views = len(world.slack.views)
    world.sender.deliver(world.sender.click("UENG", button(asked, "owner_reply"), "COWNERS", asked["ts"]))
    view = world.slack.wait(lambda: world.slack.views[views:])[0]
    submission = world.sender.submit("UENG", view, {"answer": {"answer": {"value": "総務へ <!channel> ご連絡ください。"}}})
    for _ in range(2):
        world.sender.deliver(submission)
    answers = world.slack.wait(lambda: world.finished("C6", root, 1))
    world.slack.wait(lambda: "ask" not in shown(asked) and "owner_reply" not in shown(asked))

    assert len(answers) == 2
    assert "<@UENG> さん（担当者）からの回答です。" in shown(answers[-1])
    assert "総務へ &lt;!channel&gt; ご連絡ください。" in shown(answers[-1])
    assert len(world.slack.messages["COWNERS"]) == there + 1


def test_what_is_not_for_us_is_left_alone(world: World) -> None:
    sender = world.sender
    said = sender.said("DUEMP", "UEMP", "前の質問")
    bodies = [
        sender.event({**said, "subtype": "message_changed"}),
        sender.event({**said, "subtype": "message_deleted", "hidden": True}),
        sender.event({**said, "edited": {"user": "UEMP", "ts": "1.1"}}),
        sender.event({**said, "bot_id": "B9"}),
        sender.event({**said, "user": BOT_USER}),
        sender.event(said, event_time=1_700_000_000),
        sender.event({**said, "type": "app_mention"}),
        {**sender.event(said), "event": {"type": "reaction_added", "user": "UEMP"}},
    ]
    asked = len(world.engine.asked)

    assert {sender.deliver(body)[0] for body in bodies} == {200}
    world.ask("C7", "UEMP", "あとの質問")

    assert [one.text for one in world.engine.asked[asked:]] == ["あとの質問"]
    assert world.slack.in_thread("DUEMP", said["ts"]) == []


def test_each_event_is_answered_once_however_often_it_comes(world: World) -> None:
    asked = world.sender.mention("C8", "UEMP", "開示の手数料は")
    for _ in range(4):
        world.sender.deliver(asked)
    root = asked["event"]["ts"]
    world.slack.wait(lambda: world.slack.in_thread("C8", root))
    world.ask("C8", "UEMP", "つぎの質問", thread=root)

    assert len(world.slack.in_thread("C8", root)) == 2
