//! The form of Asterisk's configuration files.

use super::ConfProblem;

/// Files within files.
const DEPTH_MAX: usize = 8;

/// Longest line Asterisk reads, in bytes (`main/config.c`).
const LINE_BYTES_MAX: usize = 8_192;

/// Most lines of a file with all it includes.
const LINES_MAX: usize = 200_000;

/// A section with what it says, templates' words first.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) is_template: bool,
    pub(super) pairs: Vec<Pair>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) line: usize,
}

pub(super) fn read(
    text: &str,
    include: &mut dyn FnMut(&str) -> Option<String>,
) -> (Vec<Section>, Vec<ConfProblem>) {
    let mut reader = Reader {
        sections: Vec::new(),
        problems: Vec::new(),
        place: None,
        in_comment: false,
        lines: 0,
        include,
    };
    reader.file(text, 0);
    (reader.sections, reader.problems)
}

struct Reader<'a> {
    sections: Vec<Section>,
    problems: Vec<ConfProblem>,
    /// The section the next key belongs to.
    place: Option<usize>,
    /// Between `;--` and `--;`.
    in_comment: bool,
    lines: usize,
    include: &'a mut dyn FnMut(&str) -> Option<String>,
}

impl Reader<'_> {
    fn file(&mut self, text: &str, depth: usize) {
        for (number, raw) in text.lines().enumerate() {
            self.lines += 1;
            let mut wrong = |why: String| {
                let text = raw.chars().take(200).collect();
                self.problems.push(ConfProblem { line: number + 1, text, why });
            };
            if self.lines > LINES_MAX {
                wrong(format!("more than {LINES_MAX} lines: the rest is not read"));
                return;
            }
            if raw.len() > LINE_BYTES_MAX {
                wrong(format!("the line is longer than {LINE_BYTES_MAX} bytes"));
                continue;
            }
            let line = uncommented(raw, &mut self.in_comment);
            if let Err(why) = self.line(line.trim(), number + 1, depth) {
                let text = raw.chars().take(200).collect();
                self.problems.push(ConfProblem { line: number + 1, text, why });
            }
        }
    }

    fn line(&mut self, line: &str, number: usize, depth: usize) -> Result<(), String> {
        if line.is_empty() {
            return Ok(());
        }
        if let Some(directive) = line.strip_prefix('#') {
            return self.directive(directive, depth);
        }
        if let Some(rest) = line.strip_prefix('[') {
            return self.section(rest);
        }
        let (key, value) = line.split_once('=').ok_or("neither a section nor a key with a value")?;
        let value = value.strip_prefix('>').unwrap_or(value);
        let section = self.place.and_then(|place| self.sections.get_mut(place));
        let section = section.ok_or("a key before the first section that can be read")?;
        let key = key.trim().to_ascii_lowercase();
        section.pairs.push(Pair { key, value: value.trim().to_owned(), line: number });
        Ok(())
    }

    fn directive(&mut self, directive: &str, depth: usize) -> Result<(), String> {
        let (word, name) = directive.split_once(char::is_whitespace).unwrap_or((directive, ""));
        let name = name.trim().trim_matches(['"', '<', '>']);
        match word {
            "include" | "tryinclude" if depth >= DEPTH_MAX => {
                Err("files within files within files".to_owned())
            }
            "include" | "tryinclude" => match (self.include)(name) {
                Some(text) => {
                    self.file(&text, depth + 1);
                    Ok(())
                }
                None if word == "tryinclude" => Ok(()),
                None => Err(format!("the file {name} is not beside this one: what it says is not read")),
            },
            "exec" => Err("programs are not run: what it would say is not read".to_owned()),
            _ => Err("no directive that is known".to_owned()),
        }
    }

    /// `name]`, `name](!)`, `name](one,two)`, `name](+)`.
    fn section(&mut self, rest: &str) -> Result<(), String> {
        // Keys that follow a section that cannot be read belong to none, least of all to the one before.
        self.place = None;
        let (name, options) = rest.split_once(']').ok_or("the section has no ]")?;
        let options = options.trim();
        let options = match options.strip_prefix('(') {
            Some(inner) => inner.strip_suffix(')').ok_or("the section has no ) at its end")?,
            None if options.is_empty() => "",
            None => return Err("something stands behind the section's ]".to_owned()),
        };
        let name = name.trim();
        if name.is_empty() {
            return Err("the section has no name".to_owned());
        }
        let options: Vec<&str> = options.split(',').map(str::trim).filter(|o| !o.is_empty()).collect();
        let known = self.sections.iter().position(|section| section.name == name);
        if options.contains(&"+") {
            self.place = Some(known.ok_or("there is no section of this name to add to")?);
            return Ok(());
        }
        let mut section = Section { name: name.to_owned(), ..Section::default() };
        for option in options {
            if option == "!" {
                section.is_template = true;
                continue;
            }
            let from = self.sections.iter().find(|section| section.name == option);
            let from = from.ok_or_else(|| format!("there is no template {option} before it"))?;
            section.pairs.extend(from.pairs.iter().cloned());
        }
        // Asterisk puts a section that comes twice together.
        match known {
            Some(place) if !section.is_template => {
                self.sections[place].pairs.extend(section.pairs);
                self.place = Some(place);
            }
            _ => {
                self.sections.push(section);
                self.place = Some(self.sections.len() - 1);
            }
        }
        Ok(())
    }
}

/// The line without its comments; `\;` is no comment.
fn uncommented(line: &str, in_comment: &mut bool) -> String {
    let mut kept = String::new();
    let mut rest = line;
    loop {
        if *in_comment {
            let Some(end) = rest.find("--;") else { return kept };
            *in_comment = false;
            rest = &rest[end + 3..];
        }
        let Some(at) = rest.find(';') else {
            kept.push_str(rest);
            return kept;
        };
        if let Some(before) = rest[..at].strip_suffix('\\') {
            kept.push_str(before);
            kept.push(';');
            rest = &rest[at + 1..];
            continue;
        }
        kept.push_str(&rest[..at]);
        let comment = &rest[at..];
        // Three dashes begin a line of dashes, not a block.
        if !comment.starts_with(";--") || comment.starts_with(";---") {
            return kept;
        }
        *in_comment = true;
        rest = &comment[3..];
    }
}
