//! Every decision can be explained.

use santral::acd::{Account, Acd, Explanation, Input, Join, Output, Step, Time, Verdict};

use crate::scene::{call, moment, scene};

/// The explanation as lines `a1: reason`.
fn told(explanation: &Explanation) -> Vec<String> {
    let line = |verdict: &Verdict| match verdict {
        Verdict::Chosen => "chosen".to_owned(),
        Verdict::Not(why) => why.to_string(),
    };
    explanation.agents.iter().map(|(agent, verdict)| format!("{agent}: {}", line(verdict))).collect()
}

fn explain(acd: &Acd, at: &str, name: &str) -> Explanation {
    acd.explain(moment(at), call(name)).unwrap()
}

#[test]
fn of_every_agent_the_first_reason_is_told() {
    let acd = scene(
        r#"
        agent a1 tr=2
        agent a2 tr=3
        agent a3 tr=3
        agent a4 tr=3
        agent a5 tr=3
        agent a6 tr=3
        agent a7 tr=3
        agent a8 tr=3
        agent a9 tr=3
        queue q require "tr >= 3" wrap 30s
        0s a3 ready
        0s a3 not ready lunch
        0s a4 ready
        0s c4 joins         | offer c4 a4
        0s a5 ready
        0s c5 joins         | offer c5 a5
        1s a5 declines c5
        1s c5 hangs up
        2s a6 ready
        2s a6 unregistered
        2s a7 ready
        2s a7 line in use
        3s a8 ready
        3s a9 ready
        4s c9 joins         | offer c9 a8
        5s c9 hangs up      | withdraw c9 a8 call_left
        6s c1 joins         | offer c1 a8
        "#,
    );
    let explanation = explain(&acd, "6s", "c1");
    assert_eq!(
        told(&explanation),
        [
            "a1: needs tr at least 3 (has 2)",
            "a2: not signed in",
            "a3: not ready (lunch)",
            "a4: busy with call 00000000-0000-0000-0000-000000000004",
            "a5: missed an offer, passed over until 3611.000000",
            "a6: phone not registered",
            "a7: phone in another call",
            "a8: chosen",
            "a9: could take it, another came first",
        ]
    );
    assert_eq!(explanation.chosen.unwrap().as_str(), "a8");
}

#[test]
fn a_call_nobody_may_take_is_explained_while_it_waits() {
    let acd = scene(
        r#"
        agent a1 tr=2
        queue q require "tr >= 3"
        stage q 30s "tr >= 1"
        0s a1 ready
        1s c1 joins
        "#,
    );
    let explanation = explain(&acd, "9s", "c1");
    assert_eq!((explanation.stage, explanation.chosen.as_ref()), (0, None));
    assert_eq!(told(&explanation), ["a1: needs tr at least 3 (has 2)"]);
    assert!(acd.explain(Time::ZERO, call("c2")).is_none());
}

#[test]
fn every_offer_carries_its_decision() {
    let mut acd = scene(
        r#"
        agent a1 tr=5
        agent a2 tr=9
        agent a3 tr=9
        queue vip require "vip"
        queue q require "tr" order most-skilled
        0s a3 ready
        1s a1 ready
        2s a2 ready
        3s c1 joins vip
        "#,
    );
    let mut decisions = Vec::new();
    for number in 2..=4 {
        let (call, now) = (call(&format!("c{number}")), moment("9s"));
        acd.handle(now, Input::CallJoined(Join::new(call, "q".into(), now)));
        while let Some(output) = acd.poll_output() {
            if let Output::OfferMade(offer) = output {
                let why = offer.decision;
                decisions.push(format!(
                    "{} {} {} {}/{} after {}",
                    offer.agent,
                    why.rule.as_str(),
                    why.tie_break.as_str(),
                    why.candidates,
                    why.idle,
                    acd.explain(now, call).unwrap().calls_passed_over
                ));
            }
        }
    }
    assert_eq!(
        decisions,
        [
            "a3 most-skilled longest-idle 3/3 after 1",
            "a2 most-skilled rule 2/2 after 1",
            "a1 most-skilled only-candidate 1/1 after 1",
        ]
    );
}

#[test]
fn an_account_has_no_gap_from_joining_to_answer_and_stops_at_the_answer() {
    let mut acd = scene(
        r#"
        agent a1 tr=2
        agent a2 tr=9
        queue q require "tr >= 3"
        stage q 30s "tr >= 1"
        0s a1 ready
        "#,
    );
    let (id, mut account) = (call("c1"), Account::of(call("c1")));
    let inputs = [
        ("1s", Input::CallJoined(Join::new(id, "q".into(), moment("1s")))),
        ("9s", Input::AgentSignedIn { agent: "a2".into() }),
        ("31s", Input::Tick),
        ("33s", Input::OfferAccepted { call: id, agent: "a1".into() }),
        ("40s", Input::AgentReady { agent: "a2".into() }),
        ("50s", Input::CallEnded { call: id }),
    ];
    for (at, input) in inputs {
        acd.handle(moment(at), input);
        while let Some(output) = acd.poll_output() {
            account.note(moment(at), &output);
        }
        account.look(moment(at), &acd);
    }
    let mut lines = Vec::new();
    for (agent, spans) in account.agents() {
        for span in spans {
            let what = match &span.what {
                Verdict::Chosen => "chosen".to_owned(),
                Verdict::Not(why) => why.to_string(),
            };
            lines.push(format!("{agent} {}..{}: {what}", span.from, span.until.unwrap()));
        }
    }
    assert_eq!(
        lines,
        [
            "a1 3601.000000..3631.000000: needs tr at least 3 (has 2)",
            "a1 3631.000000..3633.000000: chosen",
            "a2 3601.000000..3609.000000: not signed in",
            "a2 3609.000000..3633.000000: not ready (signed_in)",
        ]
    );
    let phases: Vec<_> =
        account.places().iter().map(|place| (place.what.stage, place.what.phase.clone())).collect();
    assert_eq!(phases.len(), 3, "waiting, ringing in stage 1, talking: {phases:?}");
    assert_eq!(account.places().last().unwrap().until, Some(moment("50s")));
    let steps: Vec<_> = account.steps().iter().map(|(_, step)| step).collect();
    assert!(
        matches!(
            steps[..],
            [
                Step::Waiting { position: 1, .. },
                Step::Stage { stage: 1, .. },
                Step::Offered(_),
                Step::OfferEnded { .. },
                Step::Dequeued(_),
            ]
        ),
        "{steps:?}"
    );
}
