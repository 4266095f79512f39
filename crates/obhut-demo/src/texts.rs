//! Free texts that name the person, so that a search finds what is left over after erasing.

use crate::draw::Draw;
use crate::names::{Gender, LISTS};
use crate::people::Person;

/// A sentence with the person's name, maybe one more, maybe one with the telephone number.
pub fn about(person: &Person, sentence: &str, draw: &mut Draw) -> String {
    let mut text = String::with_capacity(180);
    fill(&mut text, sentence, person);
    if draw.chance(350) {
        text.push(' ');
        text.push_str(draw.pick(&LISTS.asides));
    }
    if draw.chance(600) {
        text.push(' ');
        fill(&mut text, draw.pick(&LISTS.contacts), person);
    }
    text
}

/// One line with the placeholders filled in.
pub fn line(person: &Person, template: &str) -> String {
    let mut text = String::with_capacity(template.len() + 24);
    fill(&mut text, template, person);
    text
}

/// An e-mail the person wrote.
pub fn letter_from(person: &Person, sentence: &str, draw: &mut Draw) -> String {
    let mut text = String::with_capacity(240);
    text.push_str(draw.pick(&["Guten Tag,", "Hallo,", "Sehr geehrte Damen und Herren,"]));
    text.push_str("\n\n");
    fill(&mut text, sentence, person);
    if draw.chance(300) {
        fill(&mut text, " Sie erreichen mich unter {q}.", person);
    }
    fill(&mut text, "\n\nMit freundlichen Grüßen\n{n}\nTel. {p}", person);
    text
}

/// An e-mail the association wrote to the person.
pub fn letter_to(person: &Person, sentence: &str, draw: &mut Draw) -> String {
    let mut text = String::with_capacity(240);
    fill(&mut text, "Guten Tag {s},\n\n", person);
    fill(&mut text, sentence, person);
    if draw.chance(400) {
        fill(&mut text, " Wir haben von Ihnen die Telefonnummer {p} notiert.", person);
    }
    text.push_str("\n\nHerzliche Grüße\nIhre Bürgerenergie Lindental e. V.");
    text
}

/// Copies the template, with `{n}` full name, `{s}` Herr/Frau and surname, `{d}` the same as an
/// object, `{a}` street and house, `{o}` town, `{p}` telephone as stored, `{q}` telephone as written by people.
fn fill(text: &mut String, template: &str, person: &Person) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((placeholder, after)) = after.split_once('}') else { break };
        match placeholder {
            "n" => text.push_str(&person.full_name()),
            "s" => address(text, person, "Herr "),
            "d" => address(text, person, "Herrn "),
            "a" => text.push_str(&person.home.street()),
            "o" => text.push_str(person.home.city),
            "q" => text.push_str(&person.phone().national()),
            _ => text.push_str(&person.phone().e164()),
        }
        rest = after;
    }
    text.push_str(rest);
}

fn address(text: &mut String, person: &Person, man: &str) {
    match person.gender {
        Gender::Female => text.push_str("Frau "),
        Gender::Male => text.push_str(man),
        Gender::Diverse => {
            text.push_str(person.first);
            text.push(' ');
        }
    }
    if let Some(title) = person.title.filter(|title| title.contains("Dr.")) {
        text.push_str(title);
        text.push(' ');
    }
    text.push_str(&person.last);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_have_known_placeholders_only() {
        let lists = &*LISTS;
        let pairs = [&lists.calls, &lists.emails_in, &lists.emails_out, &lists.tasks];
        let halves = pairs.into_iter().flatten().flat_map(|(subject, text)| [*subject, *text]);
        let lines = lists.notes.iter().chain(&lists.contacts).chain(&lists.asides).copied();
        let meetings =
            lists.meetings.iter().flat_map(|(title, place, text)| [*title, *place, *text]);
        for template in halves.chain(lines).chain(meetings) {
            for part in template.split('{').skip(1) {
                let (placeholder, _) = part.split_once('}').expect("a closed placeholder");
                assert!(["n", "s", "d", "a", "o", "p", "q"].contains(&placeholder), "{template}");
            }
        }
    }

    #[test]
    fn sentences_about_a_person_name_the_person() {
        let lists = &*LISTS;
        let pairs = [&lists.calls, &lists.tasks];
        let texts = pairs.into_iter().flatten().map(|(_, text)| text).chain(&lists.notes);
        let texts = texts.chain(lists.meetings.iter().map(|(_, _, minutes)| minutes));
        for text in texts {
            assert!(["{n}", "{s}", "{d}"].iter().any(|name| text.contains(name)), "{text}");
        }
    }
}
