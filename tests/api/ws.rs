//! The WebSocket: tickets, origins, order, resume, closes.

use serde_json::{Value, json};

use crate::app::{Socket, TestApp};

#[tokio::test]
async fn a_ticket_opens_one_socket_once() {
    let app = TestApp::start().await;
    let ticket = app.browser("zeynep").await.ticket().await;
    Socket::open(&app.address(), &ticket, None).await.unwrap();
    let mut second = Socket::open(&app.address(), &ticket, None).await.unwrap();
    assert_eq!(second.closed().await, 4100);
    let mut forged = Socket::open(&app.address(), "AAAAAAAAAAAAAAAAAAAAAA", None).await.unwrap();
    assert_eq!(forged.closed().await, 4100);
    app.stop().await;
}

#[tokio::test]
async fn a_page_of_another_origin_is_not_let_in_even_with_a_ticket() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let foreign = Socket::open(&app.address(), &browser.ticket().await, Some("http://127.0.0.1:1")).await;
    assert_eq!(foreign.err().map(|status| status.as_u16()), Some(403));
    let own = format!("http://{}", app.address());
    assert!(Socket::open(&app.address(), &browser.ticket().await, Some(&own)).await.is_ok());
    app.stop().await;
}

#[tokio::test]
async fn after_hello_come_welcome_snapshot_and_live_in_this_order() {
    let app = TestApp::start().await;
    let mut socket = app.browser("zeynep").await.socket("agent", json!([])).await;
    let kinds = [socket.next().await.unwrap(), socket.next().await.unwrap(), socket.next().await.unwrap()];
    assert_eq!(
        kinds.each_ref().map(|frame| frame["t"].as_str().unwrap().to_owned()),
        ["welcome", "snap", "live"]
    );
    assert_eq!(kinds[0]["role"], "primary");
    assert_eq!(kinds[0]["streams"][0]["how"], "snapshot");
    app.stop().await;
}

#[tokio::test]
async fn an_agent_has_no_board_and_a_supervisor_no_agents_commands() {
    let app = TestApp::start().await;
    let mut agent = app.browser("zeynep").await.socket("board", json!([])).await;
    assert_eq!(agent.closed().await, 4200);
    let mut supervisor = app.browser("sema").await.socket("board", json!([])).await;
    supervisor.until(|frame| frame["t"] == "live").await;
    let refused = supervisor.command("agent.state", json!({ "state": "available" })).await;
    assert_eq!((&refused["ok"], &refused["err"]["code"]), (&json!(false), &json!("not-allowed")));
    app.stop().await;
}

#[tokio::test]
async fn a_queue_the_pbx_no_longer_has_leaves_the_board_of_a_page_that_is_open() {
    let (pbx, app) = crate::calls::stage().await;
    let _zeynep = crate::calls::available(&app, "zeynep").await;
    let mut page = app.browser("sema").await.socket("board", json!([])).await;
    page.until(|frame| frame["t"] == "live").await;
    let channel = "Channel: PJSIP/trunk-0000aa01\r\nUniqueid: 1764000000.900\r\nLinkedid: 1764000000.900\r\n";
    pbx.emit(format!("Event: QueueCallerJoin\r\n{channel}Queue: satis\r\nPosition: 1\r\nCount: 1\r\n\r\n"));
    let row = page.until(|frame| frame["k"] == "pbx_queue").await;
    assert_eq!((&row["d"]["id"], &row["d"]["waiting"]), (&json!("pbx1/satis"), &json!(1)));
    // The lists of the next link have no such queue.
    pbx.cut();
    let whole = page.until(|frame| frame["t"] == "snap").await;
    assert_eq!(whole["d"]["pbx_queues"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn a_frame_that_is_none_ends_the_conversation() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    for bad in [json!({ "t": "unheard" }), json!([1, 2]), json!({ "t": "hello", "v": "one" })] {
        let mut socket = Socket::open(&app.address(), &browser.ticket().await, None).await.unwrap();
        socket.send(bad).await;
        assert_eq!(socket.closed().await, 4204);
    }
    app.stop().await;
}

#[tokio::test]
async fn of_two_pages_one_acts_and_when_it_goes_the_other_does() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let mut first = browser.socket("agent", json!([])).await;
    assert_eq!(first.until(|frame| frame["t"] == "welcome").await["role"], "primary");
    let mut second = browser.socket("agent", json!([])).await;
    assert_eq!(second.until(|frame| frame["t"] == "welcome").await["role"], "mirror");
    second.until(|frame| frame["t"] == "live").await;
    first.drop_dead();
    assert_eq!(second.until(|frame| frame["t"] == "role").await["role"], "primary");
    app.stop().await;
}

#[tokio::test]
async fn over_many_cuts_nothing_is_lost_and_nothing_doubled() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let mut driving = browser.socket("agent", json!([])).await;
    driving.until(|frame| frame["t"] == "live").await;
    let mut position: Option<(Value, u64)> = None;
    let mut seen: Vec<u64> = Vec::new();
    for cut in 0..60_u64 {
        if cut % 15 == 14 {
            // One page may send twenty commands in a second.
            driving = browser.socket("agent", json!([])).await;
            driving.until(|frame| frame["t"] == "live").await;
        }
        let resume = position
            .as_ref()
            .map_or_else(|| json!([]), |(epoch, q)| json!([{ "s": "agent", "epoch": epoch, "q": q }]));
        let mut follower = browser.socket("agent", resume).await;
        let state = if cut % 2 == 0 {
            json!({ "state": "available" })
        } else {
            json!({ "state": "not_ready", "reason": "mola" })
        };
        assert_eq!(driving.command("agent.state", state).await["ok"], true);
        // Cut after a number of frames that differs from round to round.
        for _ in 0..=(cut % 4) + 2 {
            let Ok(frame) = tokio::time::timeout(std::time::Duration::from_millis(50), follower.next()).await
            else {
                break;
            };
            let frame = frame.unwrap();
            match frame["t"].as_str() {
                Some("snap") => {
                    assert!(position.is_none(), "a snapshot where a replay was due: {frame}");
                    position = Some((frame["epoch"].clone(), frame["q"].as_u64().unwrap()));
                }
                Some("ev") => {
                    let q = frame["q"].as_u64().unwrap();
                    let (epoch, held) = position.take().unwrap();
                    assert_eq!(q, held + 1, "a gap or a double");
                    seen.push(q);
                    position = Some((epoch, q));
                }
                _ => {}
            }
        }
        follower.drop_dead();
    }
    assert!(seen.windows(2).all(|pair| pair[1] == pair[0] + 1));
    assert!(seen.len() >= 40, "the cuts left too little to prove anything: {}", seen.len());
    app.stop().await;
}
