//! A member's line.

/// A member as the file names it: `member => interface,penalty,name,state_interface,ringinuse,wrapuptime`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfMember {
    /// What is dialled: `PJSIP/1001`, `Local/1001@agents/n`.
    pub interface: String,
    /// Lower is rung first.
    pub penalty: u32,
    /// The name of whoever sits there.
    pub name: Option<String>,
    /// The device that is watched, where it is another.
    pub state_interface: Option<String>,
}

impl ConfMember {
    pub(super) fn read(value: &str) -> Result<Self, &'static str> {
        let mut fields = split(value).into_iter();
        let mut next = || fields.next().filter(|field| !field.is_empty());
        let interface = next().ok_or("no interface")?;
        if !interface.contains('/') {
            return Err("an interface is written as PJSIP/1001");
        }
        let penalty = match next() {
            None => 0,
            // As Asterisk does: a penalty below nothing is none.
            Some(text) => text.parse::<i64>().map_err(|_| "the penalty is no number")?,
        };
        let (name, state_interface) = (next(), next());
        let penalty = u32::try_from(penalty.max(0)).map_err(|_| "the penalty is too large")?;
        Ok(Self { interface, penalty, name, state_interface })
    }
}

/// Fields between commas; a comma between quotation marks is part of a name.
fn split(value: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let last = fields.len() - 1;
        match c {
            '"' => quoted = !quoted,
            '\\' => fields[last].extend(chars.next()),
            ',' if !quoted => fields.push(String::new()),
            c => fields[last].push(c),
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).collect()
}
