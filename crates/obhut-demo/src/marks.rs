//! Which records of the data set somebody keeps or has locked.

use crate::bonds::{Bond, ContractLife, is_long_over};
use crate::days::Days;
use crate::draw::{Draw, Stream};
use crate::generator::Generator;
use crate::plan::DemoType;

/// A mark to set on a record after loading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What the mark does.
    pub kind: MarkKind,
    /// The key of the record's type.
    pub type_key: &'static str,
    /// The number of the record within its type, from 1 on.
    pub number: u64,
    /// Why, in German, without any personal data.
    pub reason: String,
}

/// What a [`Mark`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// The record may not be erased.
    Keep,
    /// The record may not be used (Art. 18 GDPR).
    Lock,
}

impl Generator {
    /// The marks of the data set, in the order of types and numbers: about 1 % of the contracts
    /// that are due kept, about 1 % of contacts and contracts locked, with due ones among both.
    /// Of few records more are marked, so that 2,000 persons have at least ten of each. Due means
    /// here: ended more than eight years ago. No record has two marks.
    pub fn marks(&self) -> impl Iterator<Item = Mark> + use<> {
        let persons = self.of_type(DemoType::Contact, |generator, number| {
            Bond::of(generator.seed, generator.person_of(DemoType::Contact, number)).ended()
        });
        let matters = self.of_type(DemoType::Contract, |generator, number| {
            let person = generator.person_of(DemoType::Contract, number);
            ContractLife::of(generator.seed, number, person).ended
        });
        persons.chain(matters)
    }

    /// The marks of a type, with the days since its records ended.
    fn of_type(
        &self,
        demo_type: DemoType,
        ended: fn(&Self, u64) -> Option<i64>,
    ) -> impl Iterator<Item = Mark> + use<> {
        let generator = *self;
        // About a sixth is due: of 1,800 contracts some 300, of which every 20th is kept.
        let stride = (self.count(demo_type) / 90).clamp(2, 100);
        let (mut due, mut others) = (0, 0);
        (1..=self.count(demo_type)).filter_map(move |number| {
            let is_due = is_long_over(generator.days, ended(&generator, number));
            let seen = if is_due { &mut due } else { &mut others };
            *seen += 1;
            let kind = match *seen % if is_due { stride } else { 100 } {
                0 => MarkKind::Lock,
                1 if is_due && demo_type == DemoType::Contract => MarkKind::Keep,
                _ => return None,
            };
            let draw = Draw::new(generator.seed, Stream::Mark, number);
            Some(Mark {
                kind,
                type_key: demo_type.key(),
                number,
                reason: reason(kind, generator.days, draw),
            })
        })
    }
}

fn reason(kind: MarkKind, days: Days, mut draw: Draw) -> String {
    match kind {
        MarkKind::Keep => {
            let matter = draw.pick(&[
                "über die Schlussrechnung",
                "über eine Nachforderung",
                "über den Zählerstand",
                "über die Laufzeit",
            ]);
            let (chamber, register) = (draw.between(1, 28), draw.pick(&["C", "O", "S"]));
            let number = draw.between(11, 480);
            let year = (i64::from(days.today.year()) - draw.between(0, 4)).rem_euclid(100);
            format!("Rechtsstreit {matter}, Az. {chamber} {register} {number}/{year:02}")
        }
        MarkKind::Lock => {
            let ground = draw.pick(&[
                "Richtigkeit der Anschrift bestritten",
                "Richtigkeit der Bankverbindung bestritten",
                "Widerspruch wird geprüft",
                "Daten werden für einen Rechtsanspruch gebraucht",
            ]);
            format!("Einschränkung nach Art. 18 DSGVO beantragt: {ground}")
        }
    }
}
