//! Whether everybody can use it: axe's rules, keyboard alone, less motion, forced colours, 200% zoom, small phones.

use std::time::Duration;

use room::workshop::config::RoomConfig;
use room::workshop::console::Act;
use room::workshop::scene::Scene;

use crate::devtools::{Page, Screen};
use crate::rooms::{Stage, browser_is_there};

/// axe-core's program, from the file that DOORMAT_AXE names (npm package axe-core, axe.min.js).
fn axe() -> Option<String> {
    let named = std::env::var("DOORMAT_AXE").ok();
    let text = named.map(|path| {
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("DOORMAT_AXE: {path}: {error}"))
    });
    if text.is_none() {
        let required = std::env::var_os("DOORMAT_REQUIRE_BROWSER").is_some();
        assert!(
            !required,
            "DOORMAT_AXE does not name axe-core's axe.min.js, and DOORMAT_REQUIRE_BROWSER is set"
        );
        eprintln!("SKIPPED: axe's rules; set DOORMAT_AXE to the axe.min.js of the npm package axe-core");
    }
    text
}

/// What axe finds wrong of WCAG 2.2 A and AA.
async fn violations(page: &Page, axe: &str) -> Vec<String> {
    page.eval(&format!("{axe}; true")).await;
    let found = page
        .eval(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => \
             JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))))",
        )
        .await;
    serde_json::from_str(found.as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_wrong_in_any_scene_on_phone_projector_or_console() {
    if !browser_is_there() {
        return;
    }
    let Some(axe) = axe() else { return };
    let stage = Stage::open(RoomConfig::default(), 12, 11).await;
    let projector =
        stage.browser.page("projector", &stage.running.page("projector.html"), Screen::PROJECTOR).await;
    projector.media(&[("prefers-reduced-motion", "reduce")]).await;
    let console = stage.browser.page("console", &stage.running.page("console.html"), Screen::LAPTOP).await;
    let phone = stage.phone("phone").await;
    phone.until("the door", "document.querySelector('form')").await;
    let mut found = violations(&phone, &axe).await;
    phone.click("button", "Join").await;
    phone.until("inside", "document.querySelector('nav.tabs')").await;
    stage.until("everybody is there", |workshop| workshop.with(|state| state.pairs.len() == 6)).await;
    for scene in Scene::ALL {
        stage.act(Act::Scene { to: scene }).await;
        if scene == Scene::Attack {
            for trustee in 1..=3 {
                stage.act(Act::Steal { trustee }).await;
            }
        }
        let shown = format!("document.querySelector('.scene-{}')", scene.id());
        projector.until("the scene", &shown).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        for scheme in ["light", "dark"] {
            for page in [&projector, &console, &phone] {
                page.media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            for page in [&projector, &console, &phone] {
                let wrong = violations(page, &axe).await;
                found.extend(
                    wrong.into_iter().map(|one| format!("{} in {} ({scheme}): {one}", page.who, scene.id())),
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    stage.sound([&projector, &console, &phone]);
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_can_join_write_and_vote_with_the_keyboard_alone() {
    if !browser_is_there() {
        return;
    }
    let stage = Stage::open(RoomConfig::default(), 8, 1).await;
    let phone = stage.phone("phone").await;
    phone.until("the door", "document.querySelector('form')").await;
    let reach = async |what: &str, selector: &str| {
        for _ in 0..60 {
            phone.key("Tab", Duration::ZERO).await;
            if phone.holds(&format!("document.activeElement?.matches({})", serde_json::json!(selector))).await
            {
                // Whoever looks must see where they are (2.4.7).
                let outline = "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 })()";
                assert!(phone.holds(outline).await, "{what}: the focus is not visible");
                return;
            }
        }
        panic!("{what} is not reached by the keyboard: {}", phone.text().await);
    };
    reach("the join button", "form button").await;
    phone.key("Enter", Duration::ZERO).await;
    phone.until("inside", "document.querySelector('nav.tabs')").await;
    stage.until("a pair", |workshop| workshop.with(|state| state.pairs.len() == 1)).await;
    stage.act(Act::Scene { to: Scene::Chat }).await;
    phone.eval("document.querySelectorAll('nav.tabs button')[1].focus()").await;
    phone.key("Enter", Duration::ZERO).await;
    phone.until("the deck", "document.querySelector('.deck .button:not([disabled])')").await;
    reach("the deck", ".deck .button").await;
    phone.key("Enter", Duration::ZERO).await;
    phone.until("it is sent", "document.querySelector('.said.mine')").await;
    stage.sound([&phone]);
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_cut_off_on_small_phones_at_200_per_cent_or_in_forced_colours() {
    if !browser_is_there() {
        return;
    }
    let stage = Stage::open(RoomConfig::default(), 8, 5).await;
    let phone = stage.joined("phone").await;
    stage.until("everybody is there", |workshop| workshop.with(|state| state.pairs.len() == 3)).await;
    // 200% of a phone of 390 points is a page of 195; text alone is doubled, which is what phones offer.
    let narrow = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1";
    for scene in [Scene::Chat, Scene::Predict, Scene::Shares, Scene::Attack, Scene::Break] {
        if scene == Scene::Break {
            for trustee in 1..=3 {
                stage.act(Act::Steal { trustee }).await;
            }
        }
        stage.act(Act::Scene { to: scene }).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        phone.screen(Screen::SMALL_PHONE).await;
        for tab in 0..3 {
            phone.eval(&format!("document.querySelectorAll('nav.tabs button')[{tab}]?.click()")).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
            assert!(phone.holds(narrow).await, "{}, tab {tab}: wider than the phone", scene.id());
            phone.eval("document.documentElement.style.fontSize = '200%'").await;
            assert!(phone.holds(narrow).await, "{}, tab {tab}: wider than the phone at 200%", scene.id());
            phone.picture(&format!("small-200-{}-{tab}", scene.id())).await;
            phone.eval("document.documentElement.style.fontSize = ''").await;
        }
    }
    // Targets are large enough for a thumb (2.5.8 asks for 24; ours are 44).
    let small = "[...document.querySelectorAll('button, a[href], input')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).length";
    assert_eq!(phone.eval(small).await, 0);
    phone.media(&[("forced-colors", "active")]).await;
    let states = "[...document.querySelectorAll('.stamp')].every(e => e.innerText.trim().length > 0)";
    assert!(phone.holds(states).await, "a state is a word, whatever the colours");
    phone.picture("forced-colours").await;
    stage.sound([&phone]);
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_less_motion_the_break_is_told_at_once_and_letters_can_be_switched_off() {
    if !browser_is_there() {
        return;
    }
    let stage = Stage::open(RoomConfig::default(), 8, 6).await;
    let projector =
        stage.browser.page("projector", &stage.running.page("projector.html"), Screen::PROJECTOR).await;
    projector.media(&[("prefers-reduced-motion", "reduce")]).await;
    stage.until("everybody is there", |workshop| workshop.with(|state| state.pairs.len() == 3)).await;
    stage.act(Act::Scene { to: Scene::Chat }).await;
    stage.until("all write", |workshop| workshop.with(|state| state.sessions().count() == 3)).await;
    stage.act(Act::Scene { to: Scene::Attack }).await;
    for trustee in 1..=3 {
        stage.act(Act::Steal { trustee }).await;
    }
    projector.until("the attack", "document.querySelector('.scene-attack')").await;
    projector.key("PageDown", Duration::from_millis(20)).await;
    projector.until("the verdicts", "document.querySelectorAll('.verdict').length === 2").await;
    assert!(projector.holds("document.querySelectorAll('.front').length === 0").await, "no wipe");
    // One polite sentence says it to those who listen.
    projector.until("it is said", "[...document.querySelectorAll('[aria-live=polite]')].some(e => e.textContent.includes('3 shares, 3 needed'))").await;
    // B darkens; once letters are off it does not (2.1.4).
    projector.key("b", Duration::from_millis(20)).await;
    projector.until("dark", "document.querySelector('.blank')").await;
    projector.key("b", Duration::from_millis(20)).await;
    projector.until("light", "!document.querySelector('.blank')").await;
    projector.eval("localStorage.setItem('doormat.stage.letters', 'off')").await;
    projector.reload().await;
    projector.until("it is back", "document.querySelector('.scene-break')").await;
    projector.key("b", Duration::from_millis(20)).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!stage.workshop().with(|state| state.blank), "letters are off");
    stage.sound([&projector]);
    stage.running.stop().await;
}
