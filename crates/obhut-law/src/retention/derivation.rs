use jiff::civil::Date;
use obhut_kernel::Message;

use super::{Period, erasure_due};

/// What decided a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The tenant's own deletion rule.
    Rule,
    /// The statutory minimum at this place of the list that was given.
    Minimum(usize),
}

/// When a record may really be erased, and what decided: the latest of the rule's due date and
/// those of the statutory minimum periods on the same record. Of equals the rule decides, then
/// the first minimum.
pub fn effective_due(rule_due: Date, minima_dues: &[Date]) -> (Date, DecidedBy) {
    let rule = (rule_due, DecidedBy::Rule);
    minima_dues.iter().enumerate().fold(rule, |latest, (place, due)| {
        if *due > latest.0 { (*due, DecidedBy::Minimum(place)) } else { latest }
    })
}

/// A period that runs for one record: from its event to its due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The name of the event, such as "Vertragsende".
    pub event: Message,
    /// The day of the event.
    pub start: Date,
    /// How long.
    pub period: Period,
    /// Whether it begins only with the end of the event's calendar year.
    pub year_end: bool,
    /// The norm or the reason it rests on, if one was given.
    pub reference: Option<String>,
}

impl Term {
    /// The first day on which it no longer holds the record: see [`erasure_due`].
    pub fn due(&self) -> Date {
        erasure_due(self.start, self.period, self.year_end)
    }

    /// The arithmetic, to be joined by " · ": "Vertragsende 30.09.2025", "Frist 6 Jahre ab
    /// Jahresende", "löschbar ab 01.01.2032 (§ 147 AO)".
    pub fn steps(&self) -> Vec<Message> {
        let [event, length] = self.premises();
        vec![event, length, self.result(Message::new("derivation-due"))]
    }

    fn premises(&self) -> [Message; 2] {
        let length = if self.year_end {
            Message::new("derivation-period-year-end")
        } else {
            Message::new("derivation-period")
        };
        [
            Message::new("derivation-event")
                .arg("event", self.event.clone())
                .arg("start", self.start),
            length.arg("period", self.period.message()),
        ]
    }

    fn result(&self, message: Message) -> Message {
        let result = message.arg("due", self.due());
        match &self.reference {
            Some(reference) => {
                Message::new("derivation-reference").arg("step", result).arg("reference", reference)
            }
            None => result,
        }
    }
}

/// The arithmetic of a record's due date in steps: the rule's own, and where a statutory minimum
/// holds longer, that of the minimum which decides; an event they share is told once.
pub fn explain(rule: &Term, minima: &[Term]) -> Vec<Message> {
    let dues: Vec<Date> = minima.iter().map(Term::due).collect();
    let mut steps = rule.steps();
    if let (_, DecidedBy::Minimum(place)) = effective_due(rule.due(), &dues) {
        let minimum = &minima[place];
        let [event, length] = minimum.premises();
        if steps[0] != event {
            steps.push(event);
        }
        steps.push(length);
        steps.push(minimum.result(Message::new("derivation-held")));
    }
    steps
}
