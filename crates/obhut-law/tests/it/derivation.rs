use jiff::civil::date;
use obhut_kernel::{Arg, Message};
use obhut_law::{
    Period,
    retention::{DecidedBy, Term, effective_due, explain},
};

#[test]
fn the_latest_date_decides() {
    let [early, middle, late] = [date(2029, 1, 1), date(2032, 1, 1), date(2034, 1, 1)];
    for (rule, minima, expected) in [
        (middle, &[][..], (middle, DecidedBy::Rule)),
        (middle, &[early], (middle, DecidedBy::Rule)),
        (middle, &[middle], (middle, DecidedBy::Rule)),
        (middle, &[early, late], (late, DecidedBy::Minimum(1))),
        (early, &[late, late, middle], (late, DecidedBy::Minimum(0))),
    ] {
        assert_eq!(effective_due(rule, minima), expected, "{rule} {minima:?}");
    }
}

#[test]
fn the_steps_tell_the_arithmetic() {
    let rule = term("P6Y", true, "AO § 147(1) Nr. 5");
    let steps = rule.steps();
    let keys: Vec<&str> = steps.iter().map(Message::key).collect();
    assert_eq!(keys, ["derivation-event", "derivation-period-year-end", "derivation-reference"]);
    assert_eq!(steps[0].args()[1], ("start", Arg::Date(date(2025, 9, 30))));
    let result = Message::new("derivation-due").arg("due", date(2032, 1, 1));
    assert_eq!(
        steps[2].args(),
        [("step", Arg::from(result)), ("reference", Arg::from("AO § 147(1) Nr. 5"))]
    );
    let without = Term { reference: None, ..term("P6M", false, "") }.steps();
    let keys: Vec<&str> = without.iter().map(Message::key).collect();
    assert_eq!(keys, ["derivation-event", "derivation-period", "derivation-due"]);
}

#[test]
fn a_longer_minimum_adds_its_own_steps() {
    let rule = term("P3Y", true, "Art. 6(1)(f)");
    let letter = term("P6Y", true, "HGB § 257(1) Nr. 2");
    let voucher = term("P8Y", true, "HGB § 257(1) Nr. 4");
    assert_eq!(explain(&voucher, &[rule.clone(), letter.clone()]), voucher.steps());
    let steps = explain(&rule, &[letter.clone(), voucher.clone()]);
    assert_eq!(steps[..3], rule.steps());
    assert_eq!(steps[3], voucher.steps()[1], "the event they share is told once");
    let held = Message::new("derivation-held").arg("due", date(2034, 1, 1));
    assert_eq!(steps[4].args()[0], ("step", Arg::from(held)));
    assert_eq!(steps.len(), 5);
    let later = Term { start: date(2025, 10, 1), ..voucher };
    assert_eq!(explain(&rule, &[letter, later.clone()])[3], later.steps()[0]);
}

fn term(period: &str, year_end: bool, reference: &str) -> Term {
    let period: Period = period.parse().expect("a period");
    Term {
        event: Message::new("start-event-end-of-relationship"),
        start: date(2025, 9, 30),
        period,
        year_end,
        reference: Some(reference.to_owned()),
    }
}
