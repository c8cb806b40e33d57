//! Rooms for these tests: a server in this process, reached as phones reach it.

use std::sync::OnceLock;
use std::time::Duration;

use room::server::{Options, Running, start};
use room::workshop::config::RoomConfig;
use room::workshop::console::Act;
use room::workshop::live::Workshop;

use crate::devtools::{Browser, Page, Screen, program};

/// Whether there is a browser; where there is none, that is said once, and it fails if it must not be so.
pub fn browser_is_there() -> bool {
    static SAID: OnceLock<bool> = OnceLock::new();
    *SAID.get_or_init(|| {
        let there = program().is_some();
        if !there {
            let required = std::env::var_os("DOORMAT_REQUIRE_BROWSER").is_some();
            assert!(
                !required,
                "no Chromium, and DOORMAT_REQUIRE_BROWSER is set: install it, or set CHROMIUM to its program"
            );
            eprintln!("SKIPPED: there is no Chromium; install it, or set CHROMIUM to its program");
        }
        there
    })
}

/// A room and a browser.
pub struct Stage {
    pub running: Running,
    pub browser: Browser,
}

impl Stage {
    pub async fn open(config: RoomConfig, seed: u64, bots: usize) -> Self {
        let options = Options {
            config,
            seed: Some(seed),
            listen: ([127, 0, 0, 1], 0).into(),
            names: vec!["workshop.test".to_owned()],
            bots,
            ..Options::default()
        };
        let (running, browser) = tokio::join!(start(options), Browser::start());
        Self { running: running.unwrap(), browser }
    }

    pub fn workshop(&self) -> &Workshop {
        &self.running.workshop
    }

    /// The name by which phones reach it: not `localhost`, so that the page has what a phone's page has.
    pub fn host(&self) -> String {
        format!("workshop.test:{}", self.running.address.port())
    }

    pub fn link(&self) -> String {
        format!("http://{}/#{}", self.host(), self.workshop().with(|state| state.code.clone()))
    }

    pub fn hosts(&self) -> [String; 2] {
        [self.host(), self.running.console.to_string()]
    }

    pub async fn phone(&self, who: &str) -> Page {
        self.browser.page(who, &self.link(), Screen::PHONE).await
    }

    /// A phone that joined: one tap beyond the link.
    pub async fn joined(&self, who: &str) -> Page {
        let before = self.workshop().with(|state| state.people.len());
        let phone = self.phone(who).await;
        phone.click("button", "Join").await;
        self.until("somebody joins", |workshop| workshop.with(|state| state.people.len() > before)).await;
        phone
    }

    pub async fn act(&self, act: Act) {
        self.workshop().act(act).await.unwrap();
    }

    pub async fn until(&self, what: &str, done: impl Fn(&Workshop) -> bool) {
        for _ in 0..900 {
            if done(self.workshop()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("not within 90 seconds: {what}");
    }

    /// Every page is sound.
    pub fn sound<'a>(&self, pages: impl IntoIterator<Item = &'a Page>) {
        let hosts = self.hosts();
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        for page in pages {
            page.is_sound(&hosts);
        }
    }
}
