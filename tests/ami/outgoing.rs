//! What may leave: nothing that could become a second header or a second action.

use santral::ami::{Action, ActionError, BadValue, LINE_BYTES_MAX, LINES_MAX, Originate, Target};

use crate::ear::Ear;
use crate::fake_asterisk::FakeAsterisk;

const BAD: [&str; 6] =
    ["a\r\nAction: Ping", "a\nChannel: x", "a\rb", "a\0b", "\r\n\r\nAction: Hangup\r\nChannel: /.*/", "\n"];

#[tokio::test]
async fn line_ends_and_nul_are_refused_in_every_value() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let before = pbx.actions().len();
    for bad in BAD {
        let actions = vec![
            Action::redirect(bad, "cti-ring", "1001"),
            Action::redirect("1.1", bad, "1001"),
            Action::redirect("1.1", "cti-ring", bad),
            Action::setvar_channel(bad, "X", "1"),
            Action::setvar_channel("1.1", "X", bad),
            Action::setvar_global("X", bad),
            Action::hangup(bad, 16),
            Action::show_dialplan(bad),
            Action::originate(&call(bad, None)),
            Action::originate(&call("PJSIP/1001", Some(bad))),
            Action::new(bad),
            Action::new("Ping").with("X", bad),
        ];
        let count = actions.len();
        let results = ear.ami.send_all(actions).await;
        assert_eq!(results.len(), count);
        for result in results {
            assert!(matches!(result, Err(ActionError::BadValue(BadValue::Control { .. }))), "{result:?}");
        }
    }
    assert!(ear.ami.send(Action::getvar_global("DONE")).await.is_ok());
    let after: Vec<_> = pbx.actions().split_off(before);
    assert!(after.iter().all(|action| matches!(action.name.as_str(), "Getvar" | "Ping")), "{after:?}");
}

#[test]
fn variable_names_are_names_and_no_functions() {
    for bad in ["SHELL(id)", "FILE(/etc/passwd)", "A=B", "", "a b", "X\r\nAction: Ping"] {
        let action = Action::setvar_global(bad, "1");
        assert!(matches!(action.encode("1"), Err(BadValue::VariableName { .. })), "{bad}");
    }
    assert!(Action::setvar_global("__CTI_CALLID", "1").encode("1").is_ok());
}

#[test]
fn a_line_is_shorter_than_what_asterisk_answers_twice() {
    let fits = LINE_BYTES_MAX - "Value: ".len();
    let bytes = Action::setvar_global("X", &"v".repeat(fits)).encode("1").unwrap();
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 1_000));
    let refused = Action::setvar_global("X", &"v".repeat(fits + 1)).encode("1");
    assert_eq!(refused, Err(BadValue::TooLong { header: "Value".into(), bytes: LINE_BYTES_MAX + 1 }));
    // Bytes count, not characters.
    assert!(Action::setvar_global("X", &"ş".repeat(fits / 2 + 1)).encode("1").is_err());
}

#[tokio::test]
async fn the_longest_line_is_taken_by_the_peer() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let value = "v".repeat(LINE_BYTES_MAX - "Value: ".len());
    assert!(ear.ami.send(Action::setvar_global("X", &value)).await.is_ok());
    let answer = ear.ami.send(Action::getvar_global("X")).await.unwrap();
    assert_eq!(answer.packet.get("Value"), Some(value.as_bytes()));
}

#[test]
fn the_number_of_lines_is_bounded() {
    let action =
        (0..LINES_MAX + 5).fold(Action::new("Originate"), |action, _| action.with("Variable", "a=b"));
    assert_eq!(action.encode("1"), Err(BadValue::TooManyLines));
}

#[test]
fn keys_are_keys() {
    for bad in ["", "A B", "A:B", "A\r\nB", "Ş"] {
        assert!(matches!(Action::new("X").with(bad, "1").encode("1"), Err(BadValue::Key { .. })), "{bad}");
    }
}

#[test]
fn an_encoded_action_is_what_asterisk_reads() {
    let bytes = Action::redirect("1764031032.1", "cti-ring", "1001").encode("7").unwrap();
    let text = "Action: Redirect\r\nChannel: 1764031032.1\r\nContext: cti-ring\r\nExten: 1001\r\nPriority: 1\r\n\
        ActionID: 7\r\n\r\n";
    assert_eq!(&bytes[..], text.as_bytes());
}

fn call(channel: &str, caller_id: Option<&str>) -> Originate {
    Originate {
        channel: channel.into(),
        target: Target::Application { name: "ChanSpy".into(), data: "PJSIP/1001,q".into() },
        caller_id: caller_id.map(str::to_owned),
        timeout_ms: 1_000,
        channel_id: None,
        variables: Vec::new(),
    }
}
