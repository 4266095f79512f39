//! The few forms of check constraints that are understood, as the engines write them: lists of
//! values, lengths, comparisons with a constant, joined by AND.

use std::cmp::Ordering;

use obhut_kernel::Value;
use rust_decimal::Decimal;

/// What a check says of its column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// It is one of these.
    OneOf(Vec<String>),
    /// Its length compares so with a number of letters.
    Length(Op, usize),
    /// It compares so with a number.
    Compare(Op, Decimal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Op {
    pub(super) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "=" => Self::Equal,
            "<>" | "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }
}

impl Rule {
    /// Whether a value keeps it; unknown when the value is of another type. Nothing breaks no
    /// check.
    pub(super) fn holds(&self, value: &Value) -> Option<bool> {
        match (self, value) {
            (_, Value::Null) => Some(true),
            (Self::OneOf(values), Value::Bool(_)) => values.is_empty().then_some(false),
            (Self::OneOf(values), other) => {
                let text = other.to_string();
                Some(values.contains(&text))
            }
            (Self::Length(op, length), Value::Text(text)) => {
                Some(op.holds(text.chars().count().cmp(length)))
            }
            (Self::Compare(op, bound), other) => {
                let number: Option<Decimal> = crate::FromValue::from_value(other);
                number.map(|number| op.holds(number.cmp(bound)))
            }
            _ => None,
        }
    }
}

/// The rules of a check whose parts are all joined by AND. Parts that are not understood are
/// left out: the rules found must hold in any case. None where OR or NOT joins them.
pub(super) fn rules(expression: &str) -> Vec<Rule> {
    let tokens = tokens(expression);
    let joins = |token: &Token| {
        token.is_word("or") || token.is_word("not") || token.is_word("case") || token.is_word("xor")
    };
    if tokens.iter().any(joins) || tokens.iter().any(|token| token.text == "||") {
        return Vec::new();
    }
    let plain: Vec<&Token> = tokens.iter().filter(|token| !is_noise(token)).collect();
    let mut rules = Vec::new();
    for (part, _) in split_by_and(&plain) {
        rules.extend(rule(part));
    }
    rules
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    text: String,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Word,
    Name,
    Text,
    Number,
    Sign,
}

impl Token {
    fn is_word(&self, word: &str) -> bool {
        self.what == What::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Parentheses and the casts that PostgreSQL adds say nothing here; what they enclose is flat.
fn is_noise(token: &Token) -> bool {
    token.what == What::Sign && matches!(token.text.as_str(), "(" | ")" | "[" | "]" | ",")
}

/// `a AND b AND c` in parts; the AND of `BETWEEN` does not separate.
fn split_by_and<'a, 'b>(tokens: &'a [&'b Token]) -> Vec<(&'a [&'b Token], usize)> {
    let mut parts = Vec::new();
    let (mut start, mut between) = (0, false);
    for (at, token) in tokens.iter().enumerate() {
        if token.is_word("between") {
            between = true;
        } else if token.is_word("and") {
            if std::mem::take(&mut between) {
                continue;
            }
            parts.push((&tokens[start..at], start));
            start = at + 1;
        }
    }
    parts.push((&tokens[start..], start));
    parts
}

fn rule(part: &[&Token]) -> Vec<Rule> {
    let is_length = part.first().is_some_and(|token| {
        ["length", "char_length", "character_length", "octet_length"]
            .iter()
            .any(|word| token.is_word(word))
    });
    let rest = if is_length { part.get(1..).unwrap_or_default() } else { part };
    let [column, op, values @ ..] = rest else { return Vec::new() };
    if !matches!(column.what, What::Word | What::Name) {
        return Vec::new();
    }
    let make = |op: Op, number: &str| -> Option<Rule> {
        if is_length {
            number.parse().ok().map(|length| Rule::Length(op, length))
        } else {
            number.parse().ok().map(|bound| Rule::Compare(op, bound))
        }
    };
    let constants: Option<Vec<String>> = values
        .iter()
        .filter(|token| !token.is_word("any") && !token.is_word("array"))
        .map(|token| matches!(token.what, What::Text | What::Number).then(|| token.text.clone()))
        .collect();
    if op.is_word("between") {
        let numbers: Vec<&str> = values
            .iter()
            .filter(|token| token.what == What::Number)
            .map(|token| token.text.as_str())
            .collect();
        let [low, high] = numbers.as_slice() else { return Vec::new() };
        let bounds = [make(Op::GreaterOrEqual, low), make(Op::LessOrEqual, high)];
        return bounds.into_iter().flatten().collect();
    }
    let is_list = op.is_word("in") || values.first().is_some_and(|token| token.is_word("any"));
    match (Op::read(&op.text), constants) {
        (None | Some(Op::Equal), Some(list)) if is_list && !is_length && !list.is_empty() => {
            vec![Rule::OneOf(list)]
        }
        (Some(op), Some(list)) if !is_list => match (list.as_slice(), values) {
            ([one], [token]) if token.what == What::Text && op == Op::Equal && !is_length => {
                vec![Rule::OneOf(vec![one.clone()])]
            }
            ([one], [token]) if token.what == What::Number => make(op, one).into_iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Words, names in quotes, texts, numbers and signs. PostgreSQL's casts (`::text`, with their
/// lengths and brackets) and MariaDB's character set marks (`_utf8mb4'x'`) are dropped.
fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        let start = at;
        if letter.is_whitespace() {
            at += 1;
        } else if matches!(letter, '\'' | '"' | '`') {
            let (piece, end) = quoted(&letters, at);
            at = end;
            if letter == '\'' && out.last().is_some_and(|last| last.text.starts_with("_utf8")) {
                out.pop();
            }
            let what = if letter == '\'' { What::Text } else { What::Name };
            out.push(Token { text: piece, what });
        } else if letter == ':' && letters.get(at + 1) == Some(&':') {
            at = behind_cast(&letters, at + 2);
        } else if letter.is_ascii_digit() {
            at = end_of(&letters, at, |c| c.is_ascii_digit() || c == '.');
            let negative = out.last().is_some_and(|last| last.text == "-");
            let digits: String = letters[start..at].iter().collect();
            let sign = if negative { "-" } else { "" };
            if negative {
                out.pop();
            }
            out.push(Token { text: format!("{sign}{digits}"), what: What::Number });
        } else if letter.is_alphabetic() || letter == '_' {
            at = end_of(&letters, at, |c| c.is_alphanumeric() || c == '_');
            out.push(Token { text: letters[start..at].iter().collect(), what: What::Word });
        } else {
            let wide = matches!(letter, '<' | '>' | '!' | '|' | '=');
            at = if wide { end_of(&letters, at, |c| "<>=!|".contains(c)) } else { at + 1 };
            out.push(Token { text: letters[start..at].iter().collect(), what: What::Sign });
        }
    }
    out
}

fn end_of(letters: &[char], from: usize, goes_on: impl Fn(char) -> bool) -> usize {
    letters[from..].iter().position(|c| !goes_on(*c)).map_or(letters.len(), |more| from + more)
}

/// A quoted piece without its quotes, and where it ends.
fn quoted(letters: &[char], from: usize) -> (String, usize) {
    let quote = letters[from];
    let mut text = String::new();
    let mut at = from + 1;
    while at < letters.len() {
        if letters[at] == quote {
            if letters.get(at + 1) != Some(&quote) {
                return (text, at + 1);
            }
            at += 1;
        }
        text.push(letters[at]);
        at += 1;
    }
    (text, at)
}

/// Behind the type of a cast: `character varying(10)[]`, `numeric`, `"x"."y"`.
fn behind_cast(letters: &[char], from: usize) -> usize {
    let mut at = if letters.get(from) == Some(&'"') {
        quoted(letters, from).1
    } else {
        end_of(letters, from, |c| c.is_alphanumeric() || c == '_' || c == '.')
    };
    let word: String = letters[from..at].iter().collect();
    // The only types of several words in checks.
    let more: &[&str] = match word.as_str() {
        "character" => &[" varying"],
        "double" => &[" precision"],
        "timestamp" | "time" => &[" without time zone", " with time zone"],
        _ => &[],
    };
    let rest: String = letters[at..].iter().collect();
    if let Some(words) = more.iter().find(|words| rest.starts_with(**words)) {
        at += words.chars().count();
    }
    if letters.get(at) == Some(&'(') {
        at = end_of(letters, at, |c| c != ')') + 1;
    }
    while letters.get(at) == Some(&'[') {
        at += 2;
    }
    at.min(letters.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of(values: &[&str]) -> Vec<Rule> {
        vec![Rule::OneOf(values.iter().map(|value| (*value).to_owned()).collect())]
    }

    #[test]
    fn understands_the_engines() {
        for (text, rules) in [
            ("kind IN ('in', 'o''ut')", one_of(&["in", "o'ut"])),
            (
                "((kind)::text = ANY ((ARRAY['in'::character varying, 'o''ut'::character \
                 varying])::text[]))",
                one_of(&["in", "o'ut"]),
            ),
            ("`kind` in ('in','o''ut')", one_of(&["in", "o'ut"])),
            ("(`kind` in (_utf8mb4'in',_utf8mb4'o''ut'))", one_of(&["in", "o'ut"])),
            ("((kind)::text = 'in'::text)", one_of(&["in"])),
            ("n IN (1, 2)", one_of(&["1", "2"])),
            ("(length((name)::text) <= 10)", vec![Rule::Length(Op::LessOrEqual, 10)]),
            ("char_length(`name`) > 3", vec![Rule::Length(Op::Greater, 3)]),
            ("(n >= (0)::numeric)", vec![Rule::Compare(Op::GreaterOrEqual, 0.into())]),
            ("n > -5", vec![Rule::Compare(Op::Greater, (-5).into())]),
            (
                "((n >= 1901) AND (n <= 2155))",
                vec![
                    Rule::Compare(Op::GreaterOrEqual, 1901.into()),
                    Rule::Compare(Op::LessOrEqual, 2155.into()),
                ],
            ),
            (
                "n BETWEEN 1 AND 9 AND mail LIKE '%@%'",
                vec![
                    Rule::Compare(Op::GreaterOrEqual, 1.into()),
                    Rule::Compare(Op::LessOrEqual, 9.into()),
                ],
            ),
            ("kind IN ('a') OR n > 3", vec![]),
            ("NOT (kind IN ('a'))", vec![]),
            ("((mail)::text ~~ '%@%'::text)", vec![]),
            ("json_valid(`doc`)", vec![]),
            ("a < b", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(super::rules(text), rules, "{text}");
        }
    }

    #[test]
    fn judges_values() {
        let list = &one_of(&["in", "out"])[0];
        assert_eq!(list.holds(&"in".into()), Some(true));
        assert_eq!(list.holds(&"XXXX".into()), Some(false));
        assert_eq!(list.holds(&Value::Null), Some(true));
        let positive = Rule::Compare(Op::Greater, 0.into());
        assert_eq!(positive.holds(&0.into()), Some(false));
        assert_eq!(positive.holds(&0.5.into()), Some(true));
        assert_eq!(positive.holds(&"x".into()), None);
        assert_eq!(Rule::Length(Op::LessOrEqual, 3).holds(&"XXXX".into()), Some(false));
    }
}
