//! Looks at the catalogues themselves: what they hold and what is wrong with them. For tests
//! and tools; reads the files anew on each call.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement,
};
use obhut_kernel::Lang;

use crate::catalogue::files;

/// The keys of all texts of `lang`, sorted.
pub fn keys(lang: Lang) -> Vec<String> {
    variables(lang).into_keys().collect()
}

/// The names of the arguments each text of `lang` asks for, by key.
pub fn variables(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (_, source) in files(lang) {
        for_each_message(source, |message| {
            if let Some(pattern) = &message.value {
                let mut names = BTreeSet::new();
                in_pattern(pattern, &mut names);
                found.insert(message.id.name.to_owned(), names);
            }
        });
    }
    found
}

/// What is wrong with the files of `lang`: text that is not Fluent syntax, keys that come
/// twice. One line each, with the file's name; empty when all is well.
pub fn problems(lang: Lang) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (name, source) in files(lang) {
        if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
            for error in errors {
                let line = source.get(..error.pos.start).unwrap_or("").matches('\n').count() + 1;
                problems.push(format!("{lang}/{name}:{line}: {error}"));
            }
        }
        for_each_message(source, |message| {
            let key = message.id.name;
            if let Some(before) = seen.insert(key.to_owned(), name) {
                problems.push(format!("{lang}/{name}: {key} is also in {before}"));
            }
        });
    }
    problems
}

fn for_each_message(source: &str, mut visit: impl FnMut(&Message<&str>)) {
    let resource =
        FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    for entry in resource.entries() {
        if let Entry::Message(message) = entry {
            visit(message);
        }
    }
}

fn in_pattern(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, names);
        }
    }
}

fn in_expression(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, names),
        Expression::Select { selector, variants } => {
            in_inline(selector, names);
            for variant in variants {
                in_pattern(&variant.value, names);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => in_expression(expression, names),
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            in_arguments(arguments, names);
        }
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { arguments: None, .. } => {}
    }
}

fn in_arguments(arguments: &CallArguments<&str>, names: &mut BTreeSet<String>) {
    for positional in &arguments.positional {
        in_inline(positional, names);
    }
    for named in &arguments.named {
        in_inline(&named.value, names);
    }
}
