//! The machines without a socket: told what came and when, asked what they want.

use std::time::Duration;

use santral::ami::{
    Action, ActionError, DownWhy, Encryption, GapWhy, Incoming, Link, LinkConfig, LinkInput, LinkOutput,
    Packet, Role, Rows, Session, SessionConfig, SessionInput, SessionOutput, Tally, Ticket, Time,
    WAITING_MAX,
};

#[test]
fn a_silent_peer_is_pinged_after_two_seconds_and_given_up_after_four_more() {
    let mut session = ready();
    assert_eq!(session.next_timeout(), Some(at(2_000)));
    session.handle(at(2_000), SessionInput::Tick);
    assert!(written(&mut session).starts_with("Action: Ping\r\n"));
    session.handle(at(5_999), SessionInput::Tick);
    assert!(session.poll_output().is_none());
    session.handle(at(6_000), SessionInput::Tick);
    assert!(matches!(session.poll_output(), Some(SessionOutput::Failed(DownWhy::Silent))));
}

#[test]
fn anything_that_comes_is_a_sign_of_life() {
    let mut session = ready();
    session.handle(at(2_000), SessionInput::Tick);
    written(&mut session);
    session.handle(at(5_000), received("Event: Reload\r\n"));
    session.handle(at(6_500), SessionInput::Tick);
    let outputs: Vec<_> = std::iter::from_fn(|| session.poll_output()).collect();
    assert!(outputs.iter().all(|output| matches!(output, SessionOutput::Event(_))), "{outputs:?}");
}

#[test]
fn a_peer_that_does_not_greet_is_given_up() {
    let mut session = Session::new(config(Role::Events), at(0));
    session.handle(at(10_000), SessionInput::Tick);
    assert!(matches!(session.poll_output(), Some(SessionOutput::Failed(DownWhy::LoginTimedOut))));
}

#[test]
fn a_login_without_answer_is_given_up() {
    let mut session = Session::new(config(Role::Events), at(0));
    session.handle(at(0), received("Asterisk Call Manager/11.0.0\r\n"));
    written(&mut session);
    let due = session.next_timeout().unwrap();
    session.handle(due, SessionInput::Tick);
    assert!(matches!(session.poll_output(), Some(SessionOutput::Failed(DownWhy::LoginTimedOut))));
}

#[test]
fn without_fully_booted_core_status_is_asked_until_asterisk_is_up() {
    let mut session = logged_in(Role::Events);
    session.handle(at(2_000), SessionInput::Tick);
    let ping = written(&mut session);
    session.handle(at(2_001), answer(&ping, ""));
    let mut probe = String::new();
    while !probe.starts_with("Action: CoreStatus") {
        let due = session.next_timeout().unwrap();
        session.handle(due, SessionInput::Tick);
        probe = written(&mut session);
        if probe.starts_with("Action: Ping") {
            session.handle(due, answer(&probe, ""));
        }
    }
    session.handle(at(5_100), answer(&probe, "CoreStartupDate: 1970-01-01\r\n"));
    assert!(session.poll_output().is_none(), "not booted yet");
    session.handle(at(5_200), received("Event: FullyBooted\r\n"));
    assert!(matches!(session.poll_output(), Some(SessionOutput::Ready)));
}

#[test]
fn the_number_of_waiting_actions_is_bounded() {
    let mut session = ready();
    for n in 0..=WAITING_MAX as u64 {
        send(&mut session, n);
    }
    let last = std::iter::from_fn(|| session.poll_output()).last();
    let Some(SessionOutput::Answered { ticket, result }) = last else { panic!("{last:?}") };
    assert_eq!((ticket.0, result), (WAITING_MAX as u64, Err(ActionError::QueueFull)));
}

#[test]
fn each_waiting_action_ends_exactly_once() {
    let mut session = ready();
    send(&mut session, 1);
    let first = written(&mut session);
    send(&mut session, 2);
    written(&mut session);
    session.handle(at(100), answer(&first, ""));
    session.handle(at(101), answer(&first, ""));
    session.handle(at(200), SessionInput::Closed(DownWhy::Closed));
    session.handle(at(300), SessionInput::Closed(DownWhy::Closed));
    let mut ends = Vec::new();
    while let Some(output) = session.poll_output() {
        if let SessionOutput::Answered { ticket, result } = output {
            ends.push((ticket.0, result.map(|_| ()).err()));
        }
    }
    assert_eq!(ends, [(1, None), (2, Some(ActionError::LinkLost))]);
}

#[test]
fn the_login_proves_the_secret_by_md5() {
    let mut session = Session::new(config(Role::Actions), at(0));
    session.handle(at(0), received("Asterisk Call Manager/11.0.0\r\n"));
    let challenge = written(&mut session);
    assert!(challenge.starts_with("Action: Challenge\r\nAuthType: MD5\r\n"));
    session.handle(at(1), answer(&challenge, "Challenge: 156116458\r\n"));
    let login = written(&mut session);
    let key = santral::net::md5_hex(&[b"156116458ctisecret"]);
    assert!(login.contains(&format!("Key: {key}\r\n")) && login.contains("Events: off\r\n"), "{login}");
    assert!(!login.contains("ctisecret"));
}

#[test]
fn a_resync_asked_for_during_another_makes_that_one_end_never() {
    let mut link = in_sync();
    link.handle(at(10), LinkInput::Resync { since: at(5), why: GapWhy::Overflow });
    let first = wants(&mut link);
    assert_eq!(first.began, 1);
    link.handle(at(20), LinkInput::Resync { since: at(15), why: GapWhy::Overflow });
    assert_eq!(wants(&mut link).began, 0, "one at a time");
    answer_all(&mut link, &first.events_session);
    let second = wants(&mut link);
    assert_eq!((second.ended, second.began), (0, 1), "the spoiled one does not end");
    answer_all(&mut link, &second.events_session);
    assert_eq!(wants(&mut link).ended, 1);
}

#[test]
fn forged_messages_cannot_make_resyncs_without_end() {
    let mut link = in_sync();
    let torn = || LinkInput::Received(Role::Events, Packet::new(&b"CallerIDName: torn\r\n"[..]));
    let mut began = 0;
    for ms in 0..9_000 {
        link.handle(at(1_000 + ms), torn());
        link.handle(at(1_000 + ms), LinkInput::Tick);
        let wants = wants(&mut link);
        began += wants.began;
        answer_all(&mut link, &wants.events_session);
    }
    assert_eq!(began, 1, "one in ten seconds");
}

/// What a link wanted since it was last asked.
#[derive(Default)]
struct Wants {
    began: usize,
    ended: usize,
    events_session: Vec<String>,
    actions_session: Vec<String>,
}

fn wants(link: &mut Link) -> Wants {
    let mut wants = Wants::default();
    while let Some(output) = link.poll_output() {
        match output {
            LinkOutput::Write(Role::Events, bytes) => wants.events_session.push(text(&bytes)),
            LinkOutput::Write(Role::Actions, bytes) => wants.actions_session.push(text(&bytes)),
            LinkOutput::ResyncBegan { .. } => wants.began += 1,
            LinkOutput::Tell(Incoming::ResyncEnded { .. }) => wants.ended += 1,
            _ => {}
        }
    }
    wants
}

fn in_sync() -> Link {
    let config = LinkConfig {
        events: config(Role::Events),
        actions: config(Role::Actions),
        queue_status: false,
        epoch: 1,
        gap: None,
    };
    let mut link = Link::new(config, Tally::default(), at(0));
    for role in [Role::Events, Role::Actions] {
        let greeting = Packet::new(&b"Asterisk Call Manager/11.0.0\r\n"[..]);
        link.handle(at(0), LinkInput::Received(role, greeting));
    }
    for _ in 0..2 {
        let wants = wants(&mut link);
        answer_all(&mut link, &wants.events_session);
        answer_on(&mut link, Role::Actions, &wants.actions_session);
    }
    link.handle(at(1), LinkInput::Received(Role::Events, Packet::new(&b"Event: FullyBooted\r\n"[..])));
    let identify = wants(&mut link);
    answer_on(&mut link, Role::Actions, &identify.actions_session);
    let snapshot = wants(&mut link);
    assert_eq!(snapshot.began, 1);
    answer_all(&mut link, &snapshot.events_session);
    assert_eq!(wants(&mut link).ended, 1);
    link
}

fn answer_all(link: &mut Link, actions: &[String]) {
    answer_on(link, Role::Events, actions);
}

fn answer_on(link: &mut Link, role: Role, actions: &[String]) {
    for action in actions {
        let answer =
            Packet::new(format!("Response: Success\r\nActionID: {}\r\nChallenge: 1\r\n", id_of(action)));
        link.handle(at(1), LinkInput::Received(role, answer));
    }
}

fn ready() -> Session {
    let mut session = logged_in(Role::Actions);
    assert!(matches!(session.poll_output(), Some(SessionOutput::Ready)));
    session
}

fn logged_in(role: Role) -> Session {
    let mut session = Session::new(config(role), at(0));
    session.handle(at(0), received("Asterisk Call Manager/11.0.0\r\n"));
    let challenge = written(&mut session);
    session.handle(at(0), answer(&challenge, "Challenge: 1\r\n"));
    let login = written(&mut session);
    session.handle(at(0), answer(&login, ""));
    session
}

fn config(role: Role) -> SessionConfig {
    SessionConfig {
        username: "cti".into(),
        secret: "ctisecret".into(),
        role,
        link: Encryption::None,
        reads_system: true,
        action_timeout: Duration::from_secs(5),
        nonce: 7,
    }
}

fn send(session: &mut Session, ticket: u64) {
    let action = Action::getvar_global("X");
    session.handle(at(50), SessionInput::Send { ticket: Ticket(ticket), action, rows: Rows::Collect });
}

fn written(session: &mut Session) -> String {
    match session.poll_output() {
        Some(SessionOutput::Write(bytes)) => text(&bytes),
        other => panic!("nothing to write: {other:?}"),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn answer(action: &str, headers: &str) -> SessionInput {
    received(&format!("Response: Success\r\nActionID: {}\r\n{headers}", id_of(action)))
}

fn id_of(action: &str) -> &str {
    action.lines().find_map(|line| line.strip_prefix("ActionID: ")).unwrap()
}

fn received(text: &str) -> SessionInput {
    SessionInput::Received(Packet::new(text.as_bytes().to_vec()))
}

fn at(ms: u64) -> Time {
    Time::since_start(Duration::from_millis(ms))
}
