//! `room.toml`: what an instructor may change without touching code.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::names::shown;
use super::scene::Scene;
use crate::limits::{MAX_ATTACKERS, MAX_CONFIG, MAX_DECK, MAX_LINE, MAX_TRUSTEES};

/// The languages of the message files.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

/// What a room is set up with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoomConfig {
    /// Shown at the top of every page.
    pub title: String,
    /// A picture beside the title, as an SVG or PNG file beside room.toml.
    pub logo: Option<PathBuf>,
    /// `en` or `de`.
    pub language: String,
    /// Trustees as THRESHOLD/NUMBER.
    pub trustees: String,
    /// Participants who play attackers.
    pub attackers: usize,
    /// Whether participants may propose texts of their own; each waits for the instructor's approval.
    pub free_text: bool,
    /// The preset messages.
    pub deck: Vec<String>,
    /// The scenes, in order.
    pub scenes: Vec<Scene>,
    /// The WiFi that phones should join, printed as a QR code.
    pub wifi: Option<Wifi>,
}

/// A WiFi network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wifi {
    /// Its name.
    pub ssid: String,
    /// Its password; none for an open network.
    pub password: Option<String>,
}

impl Wifi {
    /// What a QR code says that lets a phone join it.
    #[must_use]
    pub fn code(&self) -> String {
        let quote = |text: &str| {
            text.chars().fold(String::new(), |mut to, c| {
                if matches!(c, '\\' | ';' | ',' | ':' | '"') {
                    to.push('\\');
                }
                to.push(c);
                to
            })
        };
        match &self.password {
            Some(password) => format!("WIFI:T:WPA;S:{};P:{};;", quote(&self.ssid), quote(password)),
            None => format!("WIFI:T:nopass;S:{};;", quote(&self.ssid)),
        }
    }
}

/// What is wrong with a `room.toml`.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("cannot read {path}: {error}\nNext: check the path and its permissions.")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// It is longer than any room needs.
    #[error(
        "{path} has {got} bytes, more than {MAX_CONFIG}\nNext: give a room.toml; docs/workshop.md shows one."
    )]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Its length.
        got: u64,
    },
    /// It is no room.toml.
    #[error("{path}: {error}\nNext: docs/workshop.md shows every setting.")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        error: Box<toml::de::Error>,
    },
    /// A value that no room can have.
    #[error("{what}: {why}\nNext: docs/workshop.md shows every setting.")]
    Value {
        /// The setting.
        what: &'static str,
        /// What is wrong.
        why: String,
    },
}

impl Default for RoomConfig {
    fn default() -> Self {
        Self::of("en")
    }
}

impl RoomConfig {
    /// The defaults in a language.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let deck: &[&str] = if language == "de" {
            &[
                "Der Code am Tor ist 4711.",
                "Das Ergebnis ist da: Es ist gutartig.",
                "Unsere Quelle heißt Kim, sag es niemandem.",
                "Ich bin sicher zu Hause.",
                "Treffen wir uns um acht an der Brücke?",
                "Das Angebot liegt bei 2,4 Millionen.",
                "Mein Wahlgeheimnis: Ich habe weiß gewählt.",
                "Der Schlüssel liegt unter der Fußmatte.",
                "Er weiß nicht, wo die Kinder zur Schule gehen.",
                "Ja.",
                "Nein, nicht hier.",
                "Danke!",
            ]
        } else {
            &[
                "The gate code is 4711.",
                "The results are back: it is benign.",
                "Our source is called Kim, tell no one.",
                "I am home and safe.",
                "Shall we meet at eight, by the bridge?",
                "The bid is 2.4 million.",
                "I voted for the blank ballot.",
                "The key is under the doormat.",
                "He does not know where the children go to school.",
                "Yes.",
                "No, not here.",
                "Thank you!",
            ]
        };
        Self {
            title: "Doormat".to_owned(),
            logo: None,
            language: if LANGUAGES.contains(&language) { language.to_owned() } else { "en".to_owned() },
            trustees: "3/5".to_owned(),
            attackers: 3,
            free_text: false,
            deck: deck.iter().map(|text| (*text).to_owned()).collect(),
            scenes: Scene::ALL.to_vec(),
            wifi: None,
        }
    }

    /// Reads a `room.toml`.
    ///
    /// # Errors
    /// [`ConfigError`], which says where and what to do next.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let failed = |error| ConfigError::Read { path: path.to_owned(), error };
        let got = std::fs::metadata(path).map_err(failed)?.len();
        if got > MAX_CONFIG {
            return Err(ConfigError::TooLong { path: path.to_owned(), got });
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let mut config = Self::parse(&text)
            .map_err(|error| ConfigError::Parse { path: path.to_owned(), error: Box::new(error) })?;
        if let (Some(logo), Some(folder)) = (&config.logo, path.parent()) {
            config.logo = Some(folder.join(logo));
        }
        config.check()?;
        Ok(config)
    }

    /// Reads the text of a `room.toml`: what it leaves out stands as it does by default in its language.
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        #[derive(Deserialize)]
        struct Language {
            language: Option<String>,
        }
        let Language { language } = toml::from_str(text)?;
        let spoken = language.as_deref().unwrap_or("en");
        let given: toml::Table = toml::from_str(text)?;
        let mut config: Self = toml::from_str(text)?;
        if !given.contains_key("deck") {
            config.deck = Self::of(spoken).deck;
        }
        Ok(config)
    }

    /// Whether a room can be set up like this.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the first setting that does not fit.
    pub fn check(&self) -> Result<(), ConfigError> {
        let wrong = |what, why: String| Err(ConfigError::Value { what, why });
        self.threshold()?;
        if !LANGUAGES.contains(&self.language.as_str()) {
            return wrong("language", format!("`{}` is none of {}", self.language, LANGUAGES.join(", ")));
        }
        if self.attackers > MAX_ATTACKERS {
            return wrong("attackers", format!("{} are more than {MAX_ATTACKERS}", self.attackers));
        }
        if self.deck.is_empty() || self.deck.len() > MAX_DECK {
            return wrong(
                "deck",
                format!("it has {} messages; 1 to {MAX_DECK} are possible", self.deck.len()),
            );
        }
        let long = |text: &&String| {
            shown(text, usize::MAX).is_none_or(|kept| kept != text.trim() || kept.chars().count() > MAX_LINE)
        };
        if let Some(text) = self.deck.iter().chain([&self.title]).find(long) {
            return wrong(
                "deck and title",
                format!("{text:?} is empty, longer than {MAX_LINE} characters, or has invisible ones"),
            );
        }
        if self.scenes.is_empty() {
            return wrong("scenes", "there is none".to_owned());
        }
        for (at, scene) in self.scenes.iter().enumerate() {
            if self.scenes.iter().take(at).any(|earlier| earlier == scene) {
                return wrong("scenes", format!("{} comes twice", scene.id()));
            }
        }
        Ok(())
    }

    /// Threshold and number of trustees.
    ///
    /// # Errors
    /// [`ConfigError::Value`].
    pub fn threshold(&self) -> Result<(u8, u8), ConfigError> {
        let wrong = |why: String| ConfigError::Value { what: "trustees", why };
        let parts = self
            .trustees
            .split_once('/')
            .and_then(|(k, n)| Some((k.trim().parse().ok()?, n.trim().parse().ok()?)));
        let (k, n): (u8, u8) =
            parts.ok_or_else(|| wrong(format!("`{}` is not K/N, as in 3/5", self.trustees)))?;
        if k < escrow::limits::MIN_THRESHOLD || k > n || n > MAX_TRUSTEES {
            return Err(wrong(format!(
                "{k} of {n}: the threshold is at least 2 and at most their number, of at most {MAX_TRUSTEES}"
            )));
        }
        Ok((k, n))
    }
}
