//! Why a call went where it went, from the journal.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::calls::{available, eventually, stage};

#[tokio::test]
async fn a_call_is_explained_from_its_first_second_of_waiting_to_the_agent_who_got_it() {
    let (pbx, app) = stage().await;
    let supervisor = app.browser("sema").await;
    let mut board = supervisor.socket("board", json!([])).await;
    board.until(|frame| frame["t"] == "live").await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    board.until(|frame| frame["k"] == "queue" && frame["d"]["waiting"] == 1).await;
    let mut page = available(&app, "zeynep").await;
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    let call = pop["d"]["call_id"].as_str().unwrap().to_owned();
    pbx.answer("1001");
    page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    let path = format!("/api/v1/calls/{call}/explanation");
    let told = eventually(|| async {
        let response = supervisor.get(&path).await;
        let told: Value =
            if response.status() == StatusCode::OK { response.json().await.unwrap() } else { Value::Null };
        words(&told["steps"], "step").contains(&"dequeued".to_owned()).then_some(told)
    })
    .await;
    assert_eq!(words(&told["steps"], "step"), ["waiting", "offered", "offer_ended", "dequeued"]);
    let decision = &told["steps"][1]["decision"];
    assert_eq!(
        (&decision["agent"], &decision["rule"], &decision["tie_break"]),
        (&json!("zeynep"), &json!("longest-idle"), &json!("only-candidate"))
    );
    let offered = &told["steps"][1]["text"];
    assert_eq!(offered["tr"], "Zeynep Arslan seçildi (en uzun süredir boşta olan): alabilecek tek kişi");
    assert_eq!(offered["en"], "Zeynep Arslan was chosen (longest idle): the only one who could");
    assert_eq!(words(&told["places"], "phase"), ["waiting", "ringing", "talking"]);
    assert_eq!(verdicts(&told, "mehmet"), ["offline"]);
    let zeynep = verdicts(&told, "zeynep");
    assert_eq!((zeynep[0].as_str(), zeynep.last().unwrap().as_str()), ("offline", "chosen"));
    for agent in told["agents"].as_array().unwrap() {
        let spans = agent["spans"].as_array().unwrap();
        assert_eq!(spans[0]["from"], told["places"][0]["from"], "from the first moment on");
        assert!(spans.windows(2).all(|pair| pair[0]["until"] == pair[1]["from"]), "without gaps: {agent}");
    }
    // Each is a replay: few at a time, and the others are told so in words.
    let asked = (0..30).map(|_| supervisor.get(&path));
    let answers = futures_util::future::join_all(asked).await;
    let mut explained = 0;
    for answer in answers {
        match answer.status() {
            StatusCode::OK => explained += 1,
            status => {
                assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
                assert!(answer.headers().contains_key("retry-after"));
                let problem: Value = answer.json().await.unwrap();
                assert_eq!(problem["type"], "one-at-a-time");
            }
        }
    }
    assert!(explained >= 1);
    assert_eq!(supervisor.get(&path).await.status(), StatusCode::OK);
    assert_eq!(app.browser("zeynep").await.get(&path).await.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

fn verdicts(told: &Value, agent: &str) -> Vec<String> {
    let agents = told["agents"].as_array().unwrap();
    words(&agents.iter().find(|other| other["agent"] == agent).unwrap()["spans"], "verdict")
}

fn words(list: &Value, key: &str) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}
