//! `sip-config/catalog.toml` with shorter times, so that a scene need not wait.

use std::path::Path;

use anyhow::Context;
use toml::{Table, Value};

use super::Setup;

/// Reads the catalog and shortens it.
pub(super) fn catalog(setup: &Setup) -> anyhow::Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/catalog.toml");
    let mut catalog: Table =
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())?.parse()?;
    let whole = |seconds: u32| Value::Integer(seconds.into());
    for queue in tables(catalog.get_mut("queues")) {
        queue.insert("ring_timeout_s".to_owned(), whole(setup.ring_timeout_s));
        queue.insert("wrap_up_s".to_owned(), whole(setup.wrap_up_s));
        queue.extend(setup.queues.parse::<Table>()?);
        for stage in tables(queue.get_mut("stages")) {
            stage.insert("after_s".to_owned(), whole(setup.stage_after_s));
        }
    }
    for agent in tables(catalog.get_mut("agents")) {
        let id = agent.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(skills) = agent.get_mut("skills").and_then(Value::as_table_mut) else { continue };
        for (_, skill, level) in setup.skills.iter().filter(|(agent, ..)| *agent == id) {
            skills.insert((*skill).to_owned(), Value::Integer(*level));
        }
    }
    let policy = Table::from_iter([("cool_down_s".to_owned(), whole(setup.cool_down_s))]);
    catalog.insert("policy".to_owned(), Value::Table(policy));
    catalog.extend(setup.tables.parse::<Table>()?);
    Ok(catalog.to_string())
}

fn tables(list: Option<&mut Value>) -> impl Iterator<Item = &mut Table> {
    list.and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_table_mut)
}
