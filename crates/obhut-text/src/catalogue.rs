use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{
    FluentArgs, FluentResource, FluentValue, bundle::FluentBundle,
    concurrent::FluentBundle as Concurrent, memoizer::MemoizerKind,
};
use obhut_kernel::{Arg, Lang, Message};

use crate::formats;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The text of `message` in `lang`, with its arguments in the formats of that language:
/// numbers grouped, dates written out, nested messages rendered first.
pub fn render(lang: Lang, message: &Message) -> String {
    let mut args = FluentArgs::with_capacity(message.args().len());
    for (name, value) in message.args() {
        args.set(*name, fluent_value(lang, value));
    }
    format(lang, message.key(), &args)
}

/// The text with this key in `lang`, for texts without arguments.
pub fn text(lang: Lang, key: &str) -> String {
    format(lang, key, &FluentArgs::new())
}

/// Whether `lang` has a text with this key.
pub fn has_key(lang: Lang, key: &str) -> bool {
    bundle(lang).get_message(key).is_some_and(|message| message.value().is_some())
}

/// Name and text of each catalogue file of `lang`, in the order they are loaded.
pub(crate) fn files(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .iter()
        .filter(move |(code, ..)| *code == lang.code())
        .map(|(_, name, source)| (*name, *source))
}

fn format(lang: Lang, key: &str, args: &FluentArgs<'_>) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return format!("⟦{key}⟧");
    };
    // What cannot be resolved stays visible in the text as `{$name}`; the tests of the
    // catalogue find it, a user can still read the rest.
    let mut problems = Vec::new();
    bundle.format_pattern(pattern, Some(args), &mut problems).into_owned()
}

fn fluent_value(lang: Lang, value: &Arg) -> FluentValue<'_> {
    match value {
        Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
        Arg::Number(number) => FluentValue::from(*number),
        Arg::Date(date) => FluentValue::String(Cow::Owned(formats::date(lang, *date))),
        Arg::Message(message) => FluentValue::String(Cow::Owned(render(lang, message))),
    }
}

fn bundle(lang: Lang) -> &'static Concurrent<FluentResource> {
    static GERMAN: LazyLock<Concurrent<FluentResource>> = LazyLock::new(|| load(Lang::De));
    static ENGLISH: LazyLock<Concurrent<FluentResource>> = LazyLock::new(|| load(Lang::En));
    match lang {
        Lang::De => &GERMAN,
        Lang::En => &ENGLISH,
    }
}

fn load(lang: Lang) -> Concurrent<FluentResource> {
    let locale = lang.code().parse().expect("language codes are valid language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks (U+2068, U+2069) would end up in terminals, files and mails.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::De => german_number,
        Lang::En => english_number,
    }));
    for (_, source) in files(lang) {
        // What cannot be parsed or comes twice is left out here and listed by
        // `inspect::problems`, which a test keeps empty.
        let resource = FluentResource::try_new(source.to_owned())
            .unwrap_or_else(|(resource, _errors)| resource);
        let _duplicates = bundle.add_resource(resource);
    }
    bundle
}

fn german_number<M: MemoizerKind>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Lang::De, value)
}

fn english_number<M: MemoizerKind>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Lang::En, value)
}

/// Groups whole numbers; everything else keeps Fluent's own format.
fn number(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(formats::number(lang, i64::from(number)))
        }
        _ => None,
    }
}
