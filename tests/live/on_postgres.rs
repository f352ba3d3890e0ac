//! The same on PostgreSQL.

use crate::postgres::Postgres;
use crate::stage::Setup;
use crate::survival::killed;

#[tokio::test(flavor = "multi_thread")]
async fn killed_with_callers_waiting_ringing_and_talking_it_loses_none_on_postgres_too() {
    let server = tokio::task::spawn_blocking(Postgres::start).await.unwrap();
    server.create("santral");
    let database = Some(server.url("santral"));
    killed(Setup { ring_timeout_s: 3, wrap_up_s: 60, database, ..Setup::default() }).await;
}
