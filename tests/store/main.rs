//! One contract, two databases: every case runs on SQLite and on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a case is a test; the lint knows only functions marked so")]

#[path = "../postgres/mod.rs"]
mod postgres;

mod backup;
mod calls;
mod catalog_versions;
mod crm;
mod customers;
mod hostile;
mod house;
mod journal;
mod merges;
mod offers;
mod opening;
mod outbox;
mod retention;
mod subject;
mod users;
mod writer;

use std::pin::Pin;
use std::time::Duration;

use house::House;

/// A case: a behaviour by name, and how it is tried in a fresh database.
type Case = (&'static str, fn(House) -> Pin<Box<dyn Future<Output = ()> + Send>>);

/// Names its functions as cases.
macro_rules! cases {
    ($($module:ident::$case:ident),+ $(,)?) => {
        [$((concat!(stringify!($module), ": ", stringify!($case)), |house| Box::pin($module::$case(house)))),+]
    };
}

const CASES: &[Case] = &cases![
    opening::migrations_apply_twice,
    opening::a_second_daemon_is_told_who_holds_the_database,
    opening::a_tool_works_beside_the_daemon,
    opening::a_database_from_the_future_is_refused_and_left_alone,
    opening::what_is_kept_is_there_after_a_restart,
    customers::a_customer_comes_back_as_she_was_written,
    customers::a_number_is_looked_up_exactly,
    customers::several_may_share_a_number_the_latest_contact_first,
    customers::an_update_replaces_numbers_and_words,
    customers::a_card_shows_the_newest_five,
    customers::what_breaks_a_rule_is_refused_whole,
    customers::a_name_is_found_by_what_a_hurried_hand_types,
    customers::a_large_file_leaves_every_index_as_it_was,
    customers::of_a_row_that_stands_twice_in_a_file_the_first_that_keeps_the_rules_is_kept,
    customers::a_number_is_found_by_any_of_its_ends,
    calls::facts_written_twice_change_nothing,
    calls::a_fact_once_known_stays_known,
    calls::the_calls_of_a_queue_that_are_not_over_are_named,
    calls::calls_of_the_past_are_kept_once_and_completed_by_what_is_known_later,
    calls::calls_of_a_pbx_that_have_no_end_are_found,
    calls::a_gap_is_kept_and_told_newest_first,
    calls::the_calls_of_a_day_are_those_that_began_in_it_earliest_first,
    calls::facts_never_touch_what_people_said,
    calls::a_wrap_up_may_come_before_the_first_fact,
    calls::a_look_up_claims_a_call_unless_a_person_spoke,
    calls::a_list_is_complete_without_doubles_while_calls_arrive,
    calls::a_list_is_cut_by_each_filter,
    calls::callers_who_gave_up_stand_open_until_somebody_talks_to_them,
    calls::who_was_promised_a_call_stands_in_the_list_until_it_is_made,
    calls::a_call_is_part_of_the_customers_history,
    offers::an_offer_ends_once,
    merges::everything_follows_and_comes_back_to_the_row,
    merges::a_chain_is_followed_and_taken_back_from_its_end,
    merges::what_cannot_be_merged_or_taken_back_is_said,
    merges::a_subject_is_all_who_went_into_her,
    merges::an_import_does_not_bring_back_who_was_merged,
    merges::doubles_are_found_with_reasons_and_families_are_not,
    outbox::a_letter_is_put_by_what_finishes_an_interaction_and_by_nothing_else,
    outbox::what_was_tried_and_then_changed_is_another_revision,
    outbox::a_letter_is_taken_by_one_and_comes_back_when_nothing_is_heard_of_it,
    outbox::what_was_given_up_waits_for_somebody,
    outbox::calls_nobody_wrote_up_are_told_as_they_are,
    outbox::an_erasure_takes_letters_too,
    outbox::an_erasure_takes_events_of_her_calls_and_those_with_her_number_too,
    outbox::events_are_put_once_and_taken_in_their_order,
    retention::what_is_old_goes_in_batches_and_a_record_stays,
    subject::a_person_is_exported_whole_and_erased_with_only_the_proof_left,
    users::a_user_comes_back_and_names_are_taken_once,
    users::a_session_is_found_until_it_is_over,
    catalog_versions::versions_count_up_and_the_highest_is_in_force,
    journal::records_come_back_in_order_byte_for_byte,
    journal::a_batch_tried_again_changes_nothing,
    journal::another_record_under_the_same_number_is_never_overwritten,
    writer::what_is_handed_over_is_kept_in_order,
    writer::durable_means_it_can_be_read,
    writer::nothing_is_lost_while_the_database_is_away,
    writer::what_waits_is_kept_at_shutdown,
    hostile::texts_come_back_as_they_are_but_for_nul,
    crm::sample_customers_are_looked_up,
    backup::a_backup_is_a_database,
];

/// Longest a case may take; one that waits for what never comes has failed.
const CASE_MAX: Duration = Duration::from_secs(60);

#[test]
fn on_sqlite() {
    run(&house::Lot::sqlite());
}

#[test]
fn on_postgresql() {
    run(&house::Lot::postgresql());
}

/// Runs every case in a database of its own and names those that failed.
#[expect(clippy::print_stderr, reason = "shown with a failure: which case the panic before it belongs to")]
fn run(lot: &house::Lot) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut failed = Vec::new();
    for (index, (name, case)) in CASES.iter().enumerate() {
        eprintln!("- {name}");
        let house = lot.house(index);
        let tried =
            runtime.block_on(async { tokio::time::timeout(CASE_MAX, tokio::spawn(case(house))).await });
        if !matches!(tried, Ok(Ok(()))) {
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "failed: {failed:#?}");
}
