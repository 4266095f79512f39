use obhut_kernel::{Category, Message};

use super::{
    names::{NameEvidence, PERSONAL},
    patterns::Shape,
    table::{Table, TableKind},
    values::{Finding, ValueEvidence},
};

/// What is left of a finding's strength where the name says otherwise.
const CONTRADICTED: f32 = 0.7;
/// Findings of values in catalogues (a product named after a person) count less.
const IN_CATALOGUE: f32 = 0.7;
/// From this share on, words of a special category make the whole column one.
const MOSTLY_SPECIAL: f32 = 0.5;

/// Name and values weighed together.
pub(super) struct Verdict {
    pub category: Category,
    /// From 0 to 1.
    pub confidence: f32,
    pub special: bool,
    pub reasons: Vec<Message>,
}

/// Weighs what the name says against what the values show. Where they contradict each other the
/// values win, and the verdict says so.
pub(super) fn weigh(name: &NameEvidence, values: &ValueEvidence, table: &Table) -> Verdict {
    let finding = values.finding().map(|mut finding| {
        if table.kind.is_catalogue() && !finding.decisive {
            finding.strength *= IN_CATALOGUE;
        }
        finding
    });
    let mut verdict = match finding {
        Some(finding) if finding.strength >= PERSONAL => with_finding(name, &finding),
        _ => by_name(name, values),
    };
    if !name.words.is_empty() && table.kind == TableKind::Person && verdict.category.is_personal() {
        verdict.reasons.push(Message::new("detect-reason-person-table"));
    }
    verdict.special = verdict.category.is_special();
    if !table.kind.is_catalogue() {
        add_special(&mut verdict, values);
    }
    verdict
}

fn with_finding(name: &NameEvidence, finding: &Finding) -> Verdict {
    let shown = shown(finding);
    if name.category == finding.category {
        return Verdict {
            category: name.category,
            confidence: 1.0 - (1.0 - name.strength) * (1.0 - finding.strength),
            special: false,
            reasons: vec![by_words(name), shown],
        };
    }
    if !name.category.is_personal() {
        let reasons = vec![shown];
        let confidence = finding.strength * 0.95;
        return Verdict { category: finding.category, confidence, special: false, reasons };
    }
    if finding.decisive {
        return Verdict {
            category: finding.category,
            confidence: finding.strength * CONTRADICTED,
            special: false,
            reasons: vec![contradiction(name, finding), shown],
        };
    }
    // "department" with places in it stays a department; a weak name yields to good values.
    if name.strength >= finding.strength {
        let reasons = vec![by_words(name)];
        Verdict {
            category: name.category,
            confidence: name.strength * 0.9,
            special: false,
            reasons,
        }
    } else {
        let confidence = finding.strength * CONTRADICTED;
        let reasons = vec![contradiction(name, finding), shown];
        Verdict { category: finding.category, confidence, special: false, reasons }
    }
}

fn by_name(name: &NameEvidence, values: &ValueEvidence) -> Verdict {
    let mut verdict = Verdict {
        category: name.category,
        confidence: name.strength,
        special: false,
        reasons: vec![if name.words.is_empty() {
            Message::new("detect-reason-nothing")
        } else {
            by_words(name)
        }],
    };
    if values.filled == 0 {
        verdict.reasons.push(Message::new("detect-reason-no-values"));
    } else if let Some(shape) = expected(name.category)
        && values.share(shape) < 0.5
    {
        verdict.confidence *= 0.5;
        verdict.reasons.push(
            Message::new("detect-reason-unexpected")
                .arg("words", &name.words)
                .arg("shape", Message::new(shape.key()))
                .arg("share", percent(values.share(shape))),
        );
    } else if name.category == Category::None {
        // Values were looked at and showed nothing: that is worth something.
        verdict.confidence = 0.7;
    }
    verdict
}

/// The shape that values of a category have without exception.
fn expected(category: Category) -> Option<Shape> {
    match category {
        Category::Email => Some(Shape::Email),
        Category::BirthDate => Some(Shape::Date),
        Category::IpAddress => Some(Shape::Ip),
        _ => None,
    }
}

/// Marks columns whose free text reveals a special category, whatever else they are.
fn add_special(verdict: &mut Verdict, values: &ValueEvidence) {
    let Some((hit, count)) = values.special else { return };
    // Streets, towns and names that happen to hold such a word reveal nothing.
    let innocent = matches!(
        verdict.category,
        Category::Name
            | Category::Address
            | Category::PostcodeCity
            | Category::Email
            | Category::Phone
            | Category::BankAccount
            | Category::Username
            | Category::OnlineId
            | Category::Photo
            | Category::PasswordSecret
            | Category::IdentifierOfPerson
    );
    if innocent {
        return;
    }
    let share = super::values::ratio(count, values.filled);
    if share >= MOSTLY_SPECIAL && !verdict.category.is_special() && values.average_length < 40 {
        verdict.category = hit.category;
        verdict.confidence = verdict.confidence.max(0.6);
    } else if !verdict.category.is_personal() {
        verdict.category = Category::FreeTextAboutPerson;
        verdict.confidence = 0.5;
    }
    verdict.special = true;
    verdict
        .reasons
        .push(Message::new("detect-reason-special").arg("word", hit.word).arg("count", count));
}

fn by_words(name: &NameEvidence) -> Message {
    Message::new("detect-reason-name").arg("words", &name.words)
}

fn shown(finding: &Finding) -> Message {
    Message::new("detect-reason-values")
        .arg("share", percent(finding.share))
        .arg("shape", shape_of(finding))
}

fn contradiction(name: &NameEvidence, finding: &Finding) -> Message {
    Message::new("detect-reason-contradiction")
        .arg("words", &name.words)
        .arg("shape", shape_of(finding))
}

fn shape_of(finding: &Finding) -> Message {
    if finding.category == Category::BirthDate {
        Message::new("detect-shape-birth-date")
    } else {
        Message::new(finding.shape.key())
    }
}

fn percent(share: f32) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a share is between 0 and 1")]
    let percent = (share * 100.0).round() as i64;
    percent
}
