//! Reads conditions: a small tokenizer and a recursive descent, `or` binding weakest.

use jiff::civil::Date;
use obhut_kernel::Result;
use rust_decimal::Decimal;

use super::{Cmp, Expr, Literal, Operand, unexpected};

/// How deep conditions may be nested, so that hostile input cannot exhaust the stack.
const DEPTH: u32 = 50;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(String),
    Sign(&'static str),
}

pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: u32,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self> {
        Ok(Self { text, tokens: tokens(text)?, at: 0, depth: 0 })
    }

    pub(super) fn whole(mut self) -> Result<Expr> {
        let expr = self.any()?;
        if self.at < self.tokens.len() { Err(self.stuck()) } else { Ok(expr) }
    }

    pub(super) fn whole_operand(mut self) -> Result<Operand> {
        let operand = self.operand()?;
        if self.at < self.tokens.len() { Err(self.stuck()) } else { Ok(operand) }
    }

    fn stuck(&self) -> obhut_kernel::Error {
        let at = self.tokens.get(self.at).map_or(self.text.chars().count(), |(at, _)| *at);
        unexpected(self.text, at)
    }

    fn any(&mut self) -> Result<Expr> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Any(parts) })
    }

    fn all(&mut self) -> Result<Expr> {
        let mut parts = vec![self.not()?];
        while self.word("and") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::All(parts) })
    }

    fn not(&mut self) -> Result<Expr> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.stuck());
        }
        let expr = if self.word("not") {
            Expr::Not(Box::new(self.not()?))
        } else if self.sign("(") {
            let inner = self.any()?;
            self.expect(")")?;
            inner
        } else if self.word("exists") {
            let (record_type, filter) = self.related()?;
            Expr::Exists(record_type, filter)
        } else if self.word("no") {
            let (record_type, filter) = self.related()?;
            Expr::No(record_type, filter)
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn related(&mut self) -> Result<(String, Option<Box<Expr>>)> {
        let record_type = self.name()?;
        let filter = if self.word("where") { Some(Box::new(self.not()?)) } else { None };
        Ok((record_type, filter))
    }

    fn comparison(&mut self) -> Result<Expr> {
        let left = self.operand()?;
        for (sign, cmp) in [
            ("=", Cmp::Equal),
            ("!=", Cmp::NotEqual),
            ("<", Cmp::Less),
            ("<=", Cmp::AtMost),
            (">", Cmp::Greater),
            (">=", Cmp::AtLeast),
        ] {
            if self.sign(sign) {
                return Ok(Expr::Compare(left, cmp, self.literal()?));
            }
        }
        if self.word("in") {
            self.expect("(")?;
            let mut values = vec![self.literal()?];
            while self.sign(",") {
                values.push(self.literal()?);
            }
            self.expect(")")?;
            return Ok(Expr::In(left, values));
        }
        if self.word("contains") {
            return Ok(Expr::Contains(left, self.quoted()?));
        }
        if self.word("starts") && self.word("with") {
            return Ok(Expr::StartsWith(left, self.quoted()?));
        }
        if self.word("is") {
            let negated = self.word("not");
            if self.word("set") {
                return Ok(if negated { Expr::IsEmpty(left) } else { Expr::IsSet(left) });
            }
            if self.word("empty") {
                return Ok(if negated { Expr::IsSet(left) } else { Expr::IsEmpty(left) });
            }
        }
        Err(self.stuck())
    }

    fn operand(&mut self) -> Result<Operand> {
        let name = self.name()?;
        if name == "latest" && self.sign("(") {
            let path = self.name()?;
            let (record_type, field) = path.split_once('.').ok_or_else(|| self.stuck())?;
            self.expect(")")?;
            return Ok(Operand::Latest {
                record_type: record_type.to_owned(),
                field: field.to_owned(),
            });
        }
        Ok(Operand::Field(name))
    }

    fn literal(&mut self) -> Result<Literal> {
        if self.word("today") {
            if !self.sign("-") {
                return Ok(Literal::Today(None));
            }
            let Some((_, Token::Word(text))) = self.tokens.get(self.at) else {
                return Err(self.stuck());
            };
            let period = text.to_ascii_uppercase().parse()?;
            self.at += 1;
            return Ok(Literal::Today(Some(period)));
        }
        let literal = match self.tokens.get(self.at) {
            Some((_, Token::Text(text))) => Literal::Text(text.clone()),
            Some((_, Token::Word(word))) if word == "true" => Literal::Bool(true),
            Some((_, Token::Word(word))) if word == "false" => Literal::Bool(false),
            Some((_, Token::Number(text))) => {
                match (text.parse::<Date>(), text.parse::<Decimal>()) {
                    (Ok(date), _) if text.len() == 10 => Literal::Date(date),
                    (_, Ok(number)) => Literal::Number(number),
                    _ => return Err(self.stuck()),
                }
            }
            _ => return Err(self.stuck()),
        };
        self.at += 1;
        Ok(literal)
    }

    fn quoted(&mut self) -> Result<String> {
        match self.tokens.get(self.at) {
            Some((_, Token::Text(text))) => {
                self.at += 1;
                Ok(text.clone())
            }
            _ => Err(self.stuck()),
        }
    }

    fn name(&mut self) -> Result<String> {
        match self.tokens.get(self.at) {
            Some((_, Token::Word(word))) => {
                self.at += 1;
                Ok(word.clone())
            }
            _ => Err(self.stuck()),
        }
    }

    fn word(&mut self, expected: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some((_, Token::Word(word))) if word.eq_ignore_ascii_case(expected));
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, expected: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some((_, Token::Sign(sign))) if *sign == expected);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, expected: &str) -> Result<()> {
        if self.sign(expected) { Ok(()) } else { Err(self.stuck()) }
    }
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let start = at;
        let next = letters.get(at + 1);
        let token = match letter {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '"' | '\'' => {
                let (value, end) = quoted(&letters, at).ok_or_else(|| unexpected(text, start))?;
                at = end;
                found.push((start, Token::Text(value)));
                continue;
            }
            '!' if next == Some(&'=') => Token::Sign("!="),
            '<' if next == Some(&'=') => Token::Sign("<="),
            '>' if next == Some(&'=') => Token::Sign(">="),
            '<' => Token::Sign("<"),
            '>' => Token::Sign(">"),
            '=' => Token::Sign("="),
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            ',' => Token::Sign(","),
            c if c.is_ascii_digit() || (*c == '-' && next.is_some_and(char::is_ascii_digit)) => {
                let end = end_of(&letters, at + 1, |c| c.is_ascii_digit() || c == '-' || c == '.');
                at = end;
                found.push((start, Token::Number(letters[start..end].iter().collect())));
                continue;
            }
            '-' => Token::Sign("-"),
            c if c.is_alphabetic() || *c == '_' => {
                let end = end_of(&letters, at, |c| c.is_alphanumeric() || c == '_' || c == '.');
                at = end;
                found.push((start, Token::Word(letters[start..end].iter().collect())));
                continue;
            }
            _ => return Err(unexpected(text, start)),
        };
        if let Token::Sign(sign) = &token {
            at += sign.len();
        }
        found.push((start, token));
    }
    Ok(found)
}

fn end_of(letters: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    letters[from..].iter().position(|c| !belongs(*c)).map_or(letters.len(), |n| from + n)
}

/// The text between quotes, `\` before a quote or a `\` taken off, and where it ends.
fn quoted(letters: &[char], open: usize) -> Option<(String, usize)> {
    let mark = letters[open];
    let mut value = String::new();
    let mut at = open + 1;
    loop {
        match letters.get(at)? {
            '\\' => {
                value.push(*letters.get(at + 1)?);
                at += 2;
            }
            c if *c == mark => return Some((value, at + 1)),
            c => {
                value.push(*c);
                at += 1;
            }
        }
    }
}
