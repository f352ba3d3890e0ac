//! Reading requirements: a small recursive-descent parser.
//!
//! ```text
//! either = all   { "or"  all }
//! all    = factor { "and" factor }
//! factor = "not" factor | "(" either ")" | "any" | skill [ ">=" level ]
//! ```

use std::fmt;

use super::requirement::Expression;
use super::{LEVEL_MAX, Level, Requirement, SkillId};

/// Longest requirement text that is read, in bytes.
pub const REQUIREMENT_BYTES_MAX: usize = 1_024;

/// Deepest nesting of parentheses and `not` that is read.
pub const REQUIREMENT_DEPTH_MAX: usize = 32;

/// Why a text is no requirement, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequirementError {
    /// The place in the text, in characters, from 1; one past the end when something is missing.
    pub column: usize,
    /// What is wrong there.
    pub kind: RequirementErrorKind,
}

/// What is wrong with a requirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RequirementErrorKind {
    /// A skill, `not`, `any` or an opening parenthesis should stand here.
    SkillExpected,
    /// A number should stand here, after `>=`.
    LevelExpected,
    /// The number is above [`LEVEL_MAX`].
    LevelTooHigh,
    /// A parenthesis opened earlier is not closed here.
    ParenthesisExpected,
    /// The requirement is complete, and something follows.
    EndExpected,
    /// A character that stands for nothing here; of comparisons only `>=` is known.
    UnknownCharacter(char),
    /// The text is longer than [`REQUIREMENT_BYTES_MAX`].
    TooLong,
    /// The nesting is deeper than [`REQUIREMENT_DEPTH_MAX`].
    TooDeep,
}

impl Requirement {
    /// Reads a requirement; the error says where and what. Never panics, whatever the text.
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        if text.len() > REQUIREMENT_BYTES_MAX {
            return Err(RequirementError { column: 1, kind: RequirementErrorKind::TooLong });
        }
        let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
        if parser.peek() == &Token::End {
            return Ok(Self::any());
        }
        let expression = parser.either()?;
        if parser.peek() != &Token::End {
            return Err(parser.error(RequirementErrorKind::EndExpected));
        }
        Ok(Self(expression))
    }
}

impl std::str::FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, RequirementError> {
        Self::parse(text)
    }
}

impl fmt::Display for RequirementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.kind)
    }
}

impl std::error::Error for RequirementError {}

impl fmt::Display for RequirementErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SkillExpected => f.write_str("a skill is expected here"),
            Self::LevelExpected => f.write_str("a level (0 to 100) is expected after `>=`"),
            Self::LevelTooHigh => write!(f, "levels go up to {LEVEL_MAX}"),
            Self::ParenthesisExpected => f.write_str("`)` is expected here"),
            Self::EndExpected => f.write_str("`and`, `or` or the end is expected here"),
            Self::UnknownCharacter(c) => {
                write!(
                    f,
                    "`{}` has no meaning here (comparisons are written `skill >= level`)",
                    c.escape_debug()
                )
            }
            Self::TooLong => write!(f, "longer than {REQUIREMENT_BYTES_MAX} bytes"),
            Self::TooDeep => write!(f, "nested deeper than {REQUIREMENT_DEPTH_MAX}"),
        }
    }
}

#[derive(PartialEq, Eq, Debug)]
enum Token {
    And,
    Or,
    Not,
    Any,
    Open,
    Close,
    AtLeast,
    Word(String),
    End,
}

struct Parser {
    /// Tokens with their columns; the last is always [`Token::End`].
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn either(&mut self) -> Result<Expression, RequirementError> {
        let mut branches = vec![self.all()?];
        while self.eat(&Token::Or) {
            branches.push(self.all()?);
        }
        Ok(Expression::either(branches))
    }

    fn all(&mut self) -> Result<Expression, RequirementError> {
        let mut branches = vec![self.factor()?];
        while self.eat(&Token::And) {
            branches.push(self.factor()?);
        }
        Ok(Expression::all(branches))
    }

    fn factor(&mut self) -> Result<Expression, RequirementError> {
        if self.depth >= REQUIREMENT_DEPTH_MAX {
            return Err(self.error(RequirementErrorKind::TooDeep));
        }
        self.depth += 1;
        let factor = if self.eat(&Token::Not) {
            Expression::Not(Box::new(self.factor()?))
        } else if self.eat(&Token::Open) {
            self.enclosed()?
        } else if self.eat(&Token::Any) {
            Expression::Any
        } else {
            self.skill()?
        };
        self.depth -= 1;
        Ok(factor)
    }

    fn enclosed(&mut self) -> Result<Expression, RequirementError> {
        let inner = self.either()?;
        if !self.eat(&Token::Close) {
            return Err(self.error(RequirementErrorKind::ParenthesisExpected));
        }
        Ok(inner)
    }

    fn skill(&mut self) -> Result<Expression, RequirementError> {
        let Some(name) = self.word() else {
            return Err(self.error(RequirementErrorKind::SkillExpected));
        };
        let level = if self.eat(&Token::AtLeast) { self.level()? } else { 1 };
        Ok(Expression::AtLeast(SkillId::new(name), level))
    }

    fn level(&mut self) -> Result<Level, RequirementError> {
        let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let number = if let Token::Word(word) = self.peek()
            && digits(word)
        {
            word.parse::<Level>()
        } else {
            return Err(self.error(RequirementErrorKind::LevelExpected));
        };
        // Digits alone fail to parse only by being too many for a level.
        match number {
            Ok(level) if level <= LEVEL_MAX => {
                self.next += 1;
                Ok(level)
            }
            _ => Err(self.error(RequirementErrorKind::LevelTooHigh)),
        }
    }

    fn word(&mut self) -> Option<String> {
        let Token::Word(word) = self.peek() else { return None };
        let word = word.clone();
        self.next += 1;
        Some(word)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == token;
        self.next += usize::from(found);
        found
    }

    fn peek(&self) -> &Token {
        // The end is never eaten, so `next` stays within the tokens.
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn error(&self, kind: RequirementErrorKind) -> RequirementError {
        let column = self.tokens.get(self.next).map_or(1, |(column, _)| *column);
        RequirementError { column, kind }
    }
}

/// Cuts the text into tokens with their columns.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>, RequirementError> {
    let mut found = Vec::new();
    let mut rest = text.chars().zip(1..).peekable();
    while let Some((c, column)) = rest.next() {
        let token = match c {
            '(' => Token::Open,
            ')' => Token::Close,
            '>' if rest.next_if(|(next, _)| *next == '=').is_some() => Token::AtLeast,
            c if c.is_whitespace() => continue,
            c if in_a_word(c) => {
                let mut word = c.to_string();
                while let Some((next, _)) = rest.next_if(|(next, _)| in_a_word(*next)) {
                    word.push(next);
                }
                word_or_keyword(word)
            }
            unknown => {
                let kind = RequirementErrorKind::UnknownCharacter(unknown);
                return Err(RequirementError { column, kind });
            }
        };
        found.push((column, token));
    }
    found.push((text.chars().count() + 1, Token::End));
    Ok(found)
}

fn in_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn word_or_keyword(word: String) -> Token {
    match word.to_ascii_lowercase().as_str() {
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        "any" => Token::Any,
        _ => Token::Word(word),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_read_and_printed_in_their_shortest_form() {
        let table = [
            ("", "any"),
            ("  \t", "any"),
            ("tr>=3", "tr >= 3"),
            ("vip >= 1", "vip"),
            (
                "tr >= 3 and (kart >= 2 or vip) and not trainee",
                "tr >= 3 and (kart >= 2 or vip) and not trainee",
            ),
            ("((a)) AND b", "a and b"),
            ("(a and b) and c", "a and b and c"),
            ("a or (b or c) or d and e", "a or b or c or d and e"),
            ("not (a and b)", "not (a and b)"),
            ("not a and b", "not a and b"),
            ("not not a", "not not a"),
            ("a and any", "a and any"),
            ("türkçe >= 100", "türkçe >= 100"),
            ("2nd-line >= 007", "2nd-line >= 7"),
        ];
        for (text, printed) in table {
            let requirement = Requirement::parse(text).unwrap();
            assert_eq!(requirement.to_string(), printed, "{text}");
            assert_eq!(Requirement::parse(printed).unwrap(), requirement, "{text}");
        }
    }

    #[test]
    fn what_is_no_requirement_says_where_and_why() {
        use RequirementErrorKind::*;
        let table = [
            ("tr >= ", 7, LevelExpected),
            ("tr >= many", 7, LevelExpected),
            ("tr >= 101", 7, LevelTooHigh),
            ("tr >= 99999999999999999999", 7, LevelTooHigh),
            ("tr > 3", 4, UnknownCharacter('>')),
            ("tr == 3", 4, UnknownCharacter('=')),
            ("tr & kart", 4, UnknownCharacter('&')),
            ("and tr", 1, SkillExpected),
            ("tr and", 7, SkillExpected),
            ("tr or or kart", 7, SkillExpected),
            ("()", 2, SkillExpected),
            ("(tr", 4, ParenthesisExpected),
            ("tr)", 3, EndExpected),
            ("tr kart", 4, EndExpected),
            ("çğ >= 3 #", 9, UnknownCharacter('#')),
        ];
        for (text, column, kind) in table {
            assert_eq!(Requirement::parse(text), Err(RequirementError { column, kind }), "{text}");
        }
    }

    #[test]
    fn length_and_depth_have_limits() {
        let long = "a".repeat(REQUIREMENT_BYTES_MAX + 1);
        assert_eq!(Requirement::parse(&long).unwrap_err().kind, RequirementErrorKind::TooLong);
        let deep = |n| format!("{}a{}", "(".repeat(n), ")".repeat(n));
        assert!(Requirement::parse(&deep(REQUIREMENT_DEPTH_MAX - 1)).is_ok());
        assert_eq!(
            Requirement::parse(&deep(REQUIREMENT_DEPTH_MAX)).unwrap_err().kind,
            RequirementErrorKind::TooDeep
        );
    }

    fn expression() -> impl Strategy<Value = Expression> {
        let skill = prop::sample::select(vec!["tr", "kart", "2nd", "çağrı", "a-b", "x.y_z"]);
        let leaf = prop_oneof![
            Just(Expression::Any),
            (skill, 0..=LEVEL_MAX).prop_map(|(skill, level)| Expression::AtLeast(SkillId::new(skill), level)),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(|branch| Expression::Not(Box::new(branch))),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Expression::all),
                prop::collection::vec(inner, 1..4).prop_map(Expression::either),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(expression in expression()) {
            let requirement = Requirement(expression);
            prop_assert_eq!(Requirement::parse(&requirement.to_string()), Ok(requirement));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Requirement::parse(&text);
        }

        #[test]
        fn no_text_of_our_words_panics(words in prop::collection::vec(
            prop::sample::select(vec!["tr", "and", "or", "not", "any", "(", ")", ">=", "3", " ", "é"]), 0..40)
        ) {
            let _ = Requirement::parse(&words.concat());
            let _ = Requirement::parse(&words.join(" "));
        }
    }
}
