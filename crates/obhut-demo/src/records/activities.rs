//! What was said and written: calls, meetings, e-mails, tasks, notes.

use obhut_kernel::Value;

use super::{Fields, Subject};
use crate::bonds::Bond;
use crate::days::{SPAN, TWO_YEARS};
use crate::draw::Draw;
use crate::names::LISTS;
use crate::people::Person;
use crate::plan;
use crate::reach::OFFICE_DOMAIN;
use crate::texts;

const MAILBOXES: [&str; 4] = ["service", "vertrieb", "mitglieder", "abrechnung"];

/// A telephone call.
pub fn call(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let (subject, sentence) = draw.pick(&LISTS.calls);
    let ago = age(person, 60, of.generator.seed, draw);
    vec![
        ("started_at", of.generator.days.moment(ago, draw)),
        ("direction", draw.pick(&["in", "in", "out"]).into()),
        ("phone", person.phone().e164().into()),
        ("subject", subject.into()),
        ("summary", texts::about(person, sentence, draw).into()),
        ("seconds", Value::Int(draw.between(15, 1_400))),
    ]
}

/// A meeting, now and then one that is still to come.
pub fn meeting(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let (title, place, sentence) = draw.pick(&LISTS.meetings);
    let is_planned = draw.chance(50);
    let ago =
        if is_planned { -draw.between(4, 40) } else { age(person, 60, of.generator.seed, draw) };
    let minutes = (!is_planned).then(|| texts::about(person, sentence, draw));
    vec![
        ("held_at", of.generator.days.moment(ago, draw)),
        ("title", title.into()),
        ("location", texts::line(person, place).into()),
        ("minutes", minutes.into()),
    ]
}

/// An e-mail from or to the person.
pub fn email(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let ago = age(person, 60, of.generator.seed, draw);
    let office = format!("{}@{OFFICE_DOMAIN}", draw.pick(&MAILBOXES));
    // Who has no address now had one when the e-mail was written; nobody kept it.
    let (own, office) = (Value::from(person.email()), Value::from(office));
    let is_from_person = draw.chance(550);
    let (subject, sentence) =
        draw.pick(if is_from_person { &LISTS.emails_in } else { &LISTS.emails_out });
    let body = if is_from_person {
        texts::letter_from(person, sentence, draw)
    } else {
        texts::letter_to(person, sentence, draw)
    };
    let (sender, recipient) = if is_from_person { (own, office) } else { (office, own) };
    vec![
        ("sent_at", of.generator.days.moment(ago, draw)),
        ("sender", sender),
        ("recipient", recipient),
        ("subject", subject.into()),
        ("body", body.into()),
    ]
}

/// A task about the person.
pub fn task(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let (title, sentence) = draw.pick(&LISTS.tasks);
    let is_done = draw.chance(850);
    let done = age(person, 100, of.generator.seed, draw);
    let due = if is_done { done + draw.between(-10, 15) } else { draw.between(-60, 30) };
    // Some were ticked off without a date.
    let done = (is_done && draw.chance(960)).then_some(done);
    let description = texts::about(person, sentence, draw);
    vec![
        ("title", texts::line(person, title).into()),
        ("description", description.into()),
        ("status", if is_done { "done" } else { "open" }.into()),
        ("due_on", of.ago(due)),
        ("done_on", of.ago_if(done)),
    ]
}

/// A note about the person.
pub fn note(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let ago = age(person, 60, of.generator.seed, draw);
    let body = texts::about(person, draw.pick(&LISTS.notes), draw);
    vec![("written_on", of.ago(ago)), ("body", body.into())]
}

/// How many days ago an activity took place. With somebody who left, before or soon after the
/// end; with others in the last two years, but for so many of a thousand.
fn age(person: &Person, old_per_mille: u32, seed: u64, draw: &mut Draw) -> i64 {
    match Bond::of(seed, person.number) {
        Bond::Ended { ago, .. } if plan::is_contact(person.number) => {
            draw.between((ago - 200).max(1), SPAN)
        }
        _ if draw.chance(old_per_mille) => draw.between(TWO_YEARS, SPAN),
        _ => draw.between(1, 725),
    }
}
