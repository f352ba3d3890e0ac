//! Asterisk's `queues.conf`.

use santral::telephony::{ConfMember, ConfQueue, QueuesConf, read_queues_conf};

fn read(text: &str) -> QueuesConf {
    read_queues_conf(text, &mut |_| None)
}

fn member(interface: &str, penalty: u32, name: Option<&str>, state: Option<&str>) -> ConfMember {
    ConfMember {
        interface: interface.to_owned(),
        penalty,
        name: name.map(str::to_owned),
        state_interface: state.map(str::to_owned),
    }
}

#[test]
fn queues_are_read_with_their_members() {
    let conf = read(
        "[general]\nautofill = yes\n\n[destek]\nstrategy = RRMemory ; comment\ntimeout=25\nwrapuptime => 10\n\
         servicelevel=20\nmaxlen = 40\nmusicclass = default\n\
         member => PJSIP/1001\nmember = PJSIP/1002,5,Mehmet Kaya\n\
         member => Local/1003@agents/n,0,\"Yılmaz, Ayşe\",PJSIP/1003,no,30\n",
    );
    assert_eq!(conf.problems, []);
    assert_eq!(
        conf.queues,
        [ConfQueue {
            name: "destek".to_owned(),
            strategy: "rrmemory".to_owned(),
            timeout_s: Some(25),
            wrap_up_s: Some(10),
            service_level_s: Some(20),
            waiting_max: Some(40),
            members: vec![
                member("PJSIP/1001", 0, None, None),
                member("PJSIP/1002", 5, Some("Mehmet Kaya"), None),
                member("Local/1003@agents/n", 0, Some("Yılmaz, Ayşe"), Some("PJSIP/1003")),
            ],
            other_keys: vec!["musicclass".to_owned()],
        }]
    );
}

#[test]
fn templates_and_additions_say_what_they_say_in_asterisk() {
    let conf = read(
        "[base](!)\nstrategy = linear\ntimeout = 12\nmember => SIP/100\n\
         [late](!,base)\ntimeout = 30\n\
         [one](base)\nmember => SIP/101\n\
         [two](late)\nstrategy = ringall\n\
         [one](+)\ntimeout = 7\n",
    );
    let told: Vec<(&str, &str, Option<u32>, usize)> = conf
        .queues
        .iter()
        .map(|queue| (queue.name.as_str(), queue.strategy.as_str(), queue.timeout_s, queue.members.len()))
        .collect();
    assert_eq!(told, [("one", "linear", Some(7), 2), ("two", "ringall", Some(30), 1)]);
}

#[test]
fn comments_hide_what_they_hide() {
    let conf = read(
        "[q]\n;member => SIP/1\n;-- member => SIP/2\nmember => SIP/3\n--; member => SIP/4\n\
         ;---- a line of dashes\nmember => SIP/5,0,A\\;B\n",
    );
    assert_eq!(
        conf.queues[0].members,
        [member("SIP/4", 0, None, None), member("SIP/5", 0, Some("A;B"), None)]
    );
}

#[test]
fn included_files_are_read_where_they_are_to_be_had() {
    let mut asked = Vec::new();
    let conf = read_queues_conf("#include \"queues_custom.conf\"\n#include /etc/shadow\n", &mut |name| {
        asked.push(name.to_owned());
        (name == "queues_custom.conf").then(|| "[from-custom]\nmember => SIP/1\n".to_owned())
    });
    assert_eq!(asked, ["queues_custom.conf", "/etc/shadow"]);
    assert_eq!(conf.queues[0].name, "from-custom");
    assert!(conf.problems[0].why.contains("/etc/shadow"), "{:?}", conf.problems);
}

#[test]
fn a_file_that_includes_itself_comes_to_an_end() {
    let conf = read_queues_conf("#include x\n[q]\n", &mut |_| Some("#include x\n".to_owned()));
    assert!(conf.problems.iter().any(|problem| problem.why.contains("within files")));
    assert_eq!(conf.queues.len(), 1);
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_nothing_else_is_lost() {
    let long = format!("member => SIP/9,0,{}", "x".repeat(10_000));
    let text = format!(
        "member => SIP/0\n[q\nmember => SIP/lost\n[q]\ntimeout = soon\nnonsense\nmember => nobody\n\
         member => SIP/2,high\n#exec rm\n[r](nowhere)\nmember => SIP/lost\n[q](+)\n{long}\nmember => SIP/1\n"
    );
    let conf = read(&text);
    let lines: Vec<usize> = conf.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 2, 3, 6, 9, 10, 11, 13, 5, 7, 8]);
    assert_eq!(conf.queues.len(), 1);
    assert_eq!(conf.queues[0].members, [member("SIP/1", 0, None, None)]);
}
