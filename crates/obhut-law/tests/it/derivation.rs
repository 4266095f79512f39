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
    assert_eq!(keys, ["derivation-event", "derivation-period-year-end", "derivation-due"]);
    assert_eq!(steps[0].args()[1], ("start", Arg::Date(date(2025, 9, 30))));
    assert_eq!(
        steps[2].args(),
        [("due", Arg::Date(date(2032, 1, 1))), ("reference", Arg::from("AO § 147(1) Nr. 5"))]
    );
    assert_eq!(term("P6M", false, "").steps()[1].key(), "derivation-period");
}

#[test]
fn a_longer_minimum_adds_its_own_steps() {
    let rule = term("P3Y", true, "Art. 6(1)(f)");
    let letter = term("P6Y", true, "HGB § 257(1) Nr. 2");
    let voucher = term("P8Y", true, "HGB § 257(1) Nr. 4");
    assert_eq!(explain(&voucher, &[rule.clone(), letter.clone()]), voucher.steps());
    let steps = explain(&rule, &[letter, voucher.clone()]);
    assert_eq!(steps[..3], rule.steps());
    assert_eq!(steps[3..5], voucher.steps()[..2]);
    assert_eq!(steps[5].key(), "derivation-held");
    assert_eq!(steps[5].args()[0], ("due", Arg::Date(date(2034, 1, 1))));
    assert_eq!(steps.len(), 6);
}

fn term(period: &str, year_end: bool, reference: &str) -> Term {
    let period: Period = period.parse().unwrap();
    Term {
        event: Message::new("start-event-end-of-relationship"),
        start: date(2025, 9, 30),
        period,
        year_end,
        reference: reference.to_owned(),
    }
}
