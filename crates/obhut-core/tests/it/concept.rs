//! The deletion concept as a file: templates, checks, versions, sentences, coverage, forecast.

use obhut_core::{
    register::Template,
    retention::{self, Concept, Finding, Severity},
};
use obhut_kernel::Lang;
use obhut_text::render;

use crate::harness::{TestStore, on_each_engine};

pub fn check(store: &TestStore, text: &str) -> Vec<Finding> {
    store.tenant.read(&store.admin(), |op| retention::ops::check(op, text)).unwrap()
}

#[test]
fn the_templates_are_sound() {
    for template in [Template::Crm, Template::Association] {
        on_each_engine(template, |store| {
            let text = template.concept().unwrap();
            for finding in check(store, text) {
                for lang in Lang::ALL {
                    eprintln!("{:?} {:?} {}", finding.severity, finding.rule, render(lang, &finding.message));
                }
                assert_ne!(finding.severity, Severity::Error);
            }
            let concept: Concept = text.parse().unwrap();
            store.tenant.read(&store.admin(), |op| {
                let types = op.types()?;
                for rule in retention::ops::run_order(&types, &concept) {
                    for lang in Lang::ALL {
                        eprintln!("{:26} {}", rule.key, render(lang, &retention::sentence(&types, &concept, rule)));
                    }
                }
                Ok(())
            }).unwrap();
        });
    }
}
