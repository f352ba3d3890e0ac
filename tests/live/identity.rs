//! Several people on one number: the agent says who it is, and it is kept.

use santral::api::wire::{AgentState, Command, Match};

use crate::cast::{MEHMET, SOON, SUPPORT};
use crate::phone::{Behaviour, CallerId};
use crate::stage::Stage;

/// The landline that Fatma and Hasan Demir share.
const SHARED: &str = "02160000013";

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_says_who_of_several_it_is_also_while_she_writes_up() {
    let stage = Stage::up().await;
    let board = stage.board().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, CallerId::number(SHARED)).await;
    caller.hears(&[phone.voice], SOON).await;
    let view = desk.until("shows who it may be", SOON, |view| {
        view.pops.values().any(|pop| pop.matched == Match::Multiple && pop.candidates.len() == 2)
    });
    let pop = view.await.pops.into_values().next().unwrap();
    let names: Vec<&str> = pop.candidates.iter().map(|customer| customer.customer.name.as_str()).collect();
    assert!(names.contains(&"Fatma Demir") && names.contains(&"Hasan Demir"), "{names:?}");

    // She asks only after the caller has gone.
    caller.hang_up();
    desk.is(AgentState::WrapUp).await;
    let hasan = pop.candidates.iter().find(|customer| customer.customer.name == "Hasan Demir").unwrap();
    let picked =
        Command::PopPick { pop_id: pop.pop_id.clone(), customer_id: Some(hasan.customer.id.clone()) };
    desk.ask(picked).await.unwrap();
    desk.until("shows the choice in the wrap-up", SOON, |view| {
        view.wrap_ups
            .values()
            .any(|wrap_up| wrap_up.customer.as_ref().is_some_and(|c| c.name == "Hasan Demir"))
    })
    .await;
    desk.write_up("bilgi", "").await;
    desk.is(AgentState::Available).await;
    let row = board.until_call("the call is his", |row| row.customer.is_some()).await;
    assert_eq!(row.customer.unwrap().name, "Hasan Demir");

    // And everybody's pages go on living.
    let next = stage.call(SUPPORT, MEHMET.id()).await;
    next.hears(&[phone.voice], SOON).await;
    desk.is(AgentState::OnCall).await;
    stage.down().await;
}
