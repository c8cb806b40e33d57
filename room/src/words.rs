//! The message files: everything that a person reads on a page, in every language. One key, all languages: a key that one of
//! them lacks fails the tests.

use std::collections::BTreeMap;

use rust_embed::Embed;

/// The files.
#[derive(Embed)]
#[folder = "../web/words/"]
struct Files;

/// The messages of one language.
#[derive(Clone, Debug, Default)]
pub struct Words {
    messages: BTreeMap<String, String>,
}

impl Words {
    /// The messages of a language; English where there is no such language.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let file = Files::get(&format!("{language}.json")).or_else(|| Files::get("en.json"));
        let messages = file.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
        Self { messages }
    }

    /// A message with its placeholders, `{name}`, filled. A key that is missing stands for itself, so that it is seen.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let text = self.messages.get(key).map_or(key, String::as_str);
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }

    /// One language as it is served: phones get what phones say, the console what is not printed.
    #[must_use]
    pub fn file(language: &str, console: bool) -> Option<Vec<u8>> {
        if !super::workshop::config::LANGUAGES.contains(&language) {
            return None;
        }
        let mut messages = Self::of(language).messages;
        let elsewhere: &[&str] = if console {
            &["kit.", "phone."]
        } else {
            &["kit.", "stage.", "console.", "room.", "change.", "limits."]
        };
        messages.retain(|key, _| !elsewhere.iter().any(|prefix| key.starts_with(prefix)));
        serde_json::to_vec(&messages).ok()
    }
}

#[cfg(test)]
mod tests;
