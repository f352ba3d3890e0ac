//! The feed, as a program reads it.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::app::Browser;
use crate::calls::{available, observing_stage, stage};

/// A program that reads the feed.
struct Reader {
    response: Response,
    text: String,
}

/// One message of the stream.
struct Message {
    id: Option<String>,
    event: String,
    data: Value,
}

impl Reader {
    async fn open(browser: &Browser, last: Option<&str>) -> Self {
        let mut request = browser.raw(Method::GET, "/api/v1/events");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// The next message; none when the stream has ended. A silent server fails the test.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    message
                        .lines()
                        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                        .map(str::to_owned)
                };
                let (id, event, data) = (field("id"), field("event"), field("data"));
                self.text = rest.to_owned();
                if let (Some(event), Some(data)) = (event, data) {
                    return Some(Message { id, event, data: serde_json::from_str(&data).unwrap() });
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk()).await.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk.ok()??).unwrap());
        }
    }

    /// Messages up to and with the first of this name.
    async fn until(&mut self, event: &str) -> Vec<Message> {
        let mut seen = Vec::new();
        loop {
            let message = self.next().await.unwrap();
            let last = message.event == event;
            seen.push(message);
            if last {
                return seen;
            }
        }
    }
}

fn names(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.event.as_str()).collect()
}

fn only<'a>(messages: &'a [Message], event: &str) -> &'a Value {
    let found: Vec<&Message> = messages.iter().filter(|message| message.event == event).collect();
    assert_eq!(found.len(), 1, "{event} in {:?}", names(messages));
    &found[0].data
}

#[tokio::test]
async fn a_program_reads_a_whole_call_and_each_event_once_when_it_comes_back() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    let sema = app.browser("sema").await;
    let mut reader = Reader::open(&sema, None).await;
    let caller = pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    page.send(json!({ "t": "ack", "s": "agent", "q": pop["q"], "pop": pop["d"]["pop_id"], "ms": 3 })).await;
    let mut told = reader.until("pop.rendered").await;
    pbx.answer("1001");
    told.extend(reader.until("call.answered").await);
    pbx.hang_up(&caller);
    told.extend(reader.until("call.ended").await);

    let joined = only(&told, "queue.joined");
    assert_eq!(
        (&joined["queue"], &joined["position"], &joined["pbx"]),
        (&json!("destek"), &json!(1), &json!("pbx1"))
    );
    let made = only(&told, "offer.made");
    assert_eq!((&made["agent"], &made["stage"]), (&json!("zeynep"), &json!(0)));
    let ringing = only(&told, "call.ringing");
    assert_eq!(ringing["targets"][0]["agent"], "zeynep");
    assert_eq!(ringing["call_id"], pop["d"]["call_id"], "the same call by the same id");
    assert_eq!(ringing["caller"]["name"], "Mehmet K");
    assert_eq!(only(&told, "call.ringing_ended")["reason"], "answered");
    assert_eq!(only(&told, "call.answered")["party"]["agent"], "zeynep");
    assert!(only(&told, "queue.left")["wait_ms"].is_u64());
    assert_eq!(only(&told, "pop.created")["match"], "pending");
    let ended = only(&told, "call.ended");
    assert_eq!((&ended["outcome"], &ended["ended_by"]), (&json!("completed"), &json!("caller")));

    let ids: Vec<String> = told.iter().map(|message| message.id.clone().unwrap()).collect();
    for (message, id) in told.iter().zip(&ids) {
        assert_eq!(message.data["id"], id.as_str());
        assert_eq!(message.data["event"], message.event.as_str());
    }
    for from in [0, ids.len() / 2] {
        let mut back = Reader::open(&sema, Some(&ids[from])).await;
        let again = back.until("call.ended").await;
        let again: Vec<String> = again.into_iter().map(|message| message.id.unwrap()).collect();
        assert_eq!(again, ids[from + 1..], "each once, in order, behind the one that was named");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_call_nobody_routes_is_told_too() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    let _page = available(&app, "zeynep").await;
    let mut reader = Reader::open(&sema, None).await;
    let caller = "Event: Newchannel\r\nChannel: PJSIP/1002-0000aa01\r\nChannelState: 4\r\nCallerIDNum: 1002\r\n\
        Uniqueid: 1764000000.900\r\nLinkedid: 1764000000.900\r\n\r\n";
    let called = "Event: DialBegin\r\nChannel: PJSIP/1002-0000aa01\r\nCallerIDNum: 1002\r\nUniqueid: 1764000000.900\r\n\
        Linkedid: 1764000000.900\r\nDestChannel: PJSIP/1001-0000aa02\r\nDestCallerIDNum: 1001\r\n\
        DestUniqueid: 1764000000.901\r\nDestLinkedid: 1764000000.900\r\nDialString: 1001\r\n\r\n";
    pbx.emit(format!("{caller}{called}"));
    let told = reader.until("call.ringing").await;
    let ringing = only(&told, "call.ringing");
    assert_eq!(
        (&ringing["caller"]["number"], &ringing["targets"][0]["agent"]),
        (&json!("1002"), &json!("zeynep"))
    );
    assert_eq!(ringing["linkedid"], "1764000000.900");
    app.stop().await;
}

#[tokio::test]
async fn an_id_of_an_earlier_life_is_a_gap_and_what_there_is_follows_it() {
    let (_pbx, app) = stage().await;
    let _page = available(&app, "zeynep").await;
    let sema = app.browser("sema").await;
    let mut reader = Reader::open(&sema, Some("0123456789abcdef-7")).await;
    let first = reader.next().await.unwrap();
    assert_eq!((first.event.as_str(), first.id), ("gap", None));
    assert_eq!(reader.next().await.unwrap().event, "agent.state");
    app.stop().await;
    while reader.next().await.is_some() {}
}

#[tokio::test]
async fn who_signs_out_reads_no_further_and_others_read_on() {
    let (pbx, app) = stage().await;
    let (sema, other) = (app.browser("sema").await, app.browser("sema").await);
    let (mut hers, mut others) = (Reader::open(&sema, None).await, Reader::open(&other, None).await);
    let left = sema.send(Method::DELETE, "/api/v1/session", json!({})).await;
    assert_eq!(left.status(), StatusCode::NO_CONTENT);
    while hers.next().await.is_some() {}
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    others.until("queue.joined").await;
    app.stop().await;
}

#[tokio::test]
async fn only_those_who_may_see_every_call_read_the_feed() {
    let (_pbx, app) = stage().await;
    let agent = app.browser("zeynep").await.get("/api/v1/events").await;
    assert_eq!(agent.status(), StatusCode::FORBIDDEN);
    assert_eq!(app.stranger().get("/api/v1/events").await.status(), StatusCode::UNAUTHORIZED);
    let sema = app.browser("sema").await;
    let mut readers = Vec::new();
    for _ in 0..64 {
        readers.push(Reader::open(&sema, None).await);
    }
    assert_eq!(sema.get("/api/v1/events").await.status(), StatusCode::TOO_MANY_REQUESTS);
    drop(readers.pop());
    crate::calls::eventually(|| async {
        (sema.get("/api/v1/events").await.status() == StatusCode::OK).then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn beside_a_pbx_that_is_only_observed_nothing_of_it_is_touched_and_agents_see_who_calls() {
    let (pbx, app) = observing_stage().await;
    let mut page = available(&app, "zeynep").await;
    let head = "Channel: PJSIP/trunk-0000aa01\r\nCallerIDNum: 05320000012\r\nUniqueid: 1764000000.900\r\n\
        Linkedid: 1764000000.900\r\n";
    let dest = "DestChannel: PJSIP/1001-0000aa02\r\nDestCallerIDNum: 1001\r\nDestUniqueid: 1764000000.901\r\n\
        DestLinkedid: 1764000000.900\r\n";
    let new = format!("Event: Newchannel\r\n{head}ChannelState: 4\r\n\r\n");
    let joins = format!("Event: QueueCallerJoin\r\n{head}Queue: satis\r\nPosition: 1\r\nCount: 1\r\n\r\n");
    let called = format!("Event: AgentCalled\r\n{head}{dest}Queue: satis\r\nInterface: PJSIP/1001\r\n\r\n");
    let dials = format!("Event: DialBegin\r\n{head}{dest}DialString: 1001\r\n\r\n");
    pbx.emit(format!("{new}{joins}{called}{dials}"));
    let pop = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!((&pop["d"]["match"], &pop["d"]["queue"]["id"]), (&json!("single"), &json!("satis")));
    let touches = |name: &str| pbx.actions_named(name).len();
    assert_eq!(["Setvar", "Redirect", "ShowDialPlan", "Hangup"].map(touches), [0; 4]);
    assert_eq!(pbx.heartbeats(), 0);
    app.stop().await;
}
