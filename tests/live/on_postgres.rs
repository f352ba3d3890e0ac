//! The same on PostgreSQL.

use santral::api::wire::AgentState;

use crate::cast::{AYSE, MEHMET, SOON, SUPPORT};
use crate::phone::Behaviour;
use crate::postgres::Postgres;
use crate::stage::{Setup, Stage};
use crate::survival::killed;

#[tokio::test(flavor = "multi_thread")]
async fn killed_with_callers_waiting_ringing_and_talking_it_loses_none_on_postgres_too() {
    let server = tokio::task::spawn_blocking(Postgres::start).await.unwrap();
    server.create("santral");
    let database = Some(server.url("santral"));
    killed(Setup { ring_timeout_s: 3, wrap_up_s: 60, database, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_costs_no_call_and_no_line_of_the_record() {
    let server = tokio::task::spawn_blocking(Postgres::start).await.unwrap();
    server.create("santral");
    let stage = Stage::with(Setup { database: Some(server.url("santral")), ..Setup::default() }).await;
    let board = stage.board().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let (second_phone, second_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let first = stage.call(SUPPORT, AYSE.id()).await;
    first.hears(&[phone.voice], SOON).await;

    server.stop();
    // Routing needs no database, and the pop comes with what is known: the number and the queue.
    let next = stage.call(SUPPORT, MEHMET.id()).await;
    next.hears(&[second_phone.voice], SOON).await;
    let view = second_desk.is(AgentState::OnCall).await;
    let pop = view.pops.values().next().unwrap();
    assert_eq!((pop.number.as_deref(), pop.queue.id.as_str()), (Some(MEHMET.e164), "destek"));
    first.hang_up();
    desk.is(AgentState::WrapUp).await;

    server.start_again();
    next.hang_up();
    second_desk.is(AgentState::WrapUp).await;
    for caller in [AYSE, MEHMET] {
        let hers = |row: &santral::api::wire::CallRow| row.party.number.as_deref() == Some(caller.e164);
        let closed =
            |row: &santral::api::wire::CallRow| hers(row) && row.outcome.as_deref() == Some("completed");
        board.until_call(&format!("{}'s call is written down", caller.name), closed).await;
    }
    desk.write_up("cozuldu", "Veritabanı geri geldi.").await;
    desk.is(AgentState::Available).await;
    stage.down().await;
}
