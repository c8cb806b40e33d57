//! Names and texts that would like to be code, or to change what stands beside them. They come by the ways that are open to a
//! participant: a text of one's own, a refusal's reason, a message of a changed client, and the instructor's own settings.

use room::workshop::config::RoomConfig;
use room::workshop::console::Act;
use room::workshop::scene::Scene;

use crate::devtools::Screen;
use crate::rooms::{Stage, browser_is_there};

/// What has been tried on pages before.
const PAYLOADS: [&str; 30] = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "<svg><script>window.hit=1</script></svg>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<body onload=window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "<video><source onerror=window.hit=1>",
    "<math href=\"javascript:window.hit=1\">x</math>",
    "<a href=javascript:window.hit=1>x</a>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content='0;url=//example.org'>",
    "<form action=//example.org><button>x",
    "\"><script>window.hit=1</script>",
    "'-window.hit=1-'",
    "\" onmouseover=\"window.hit=1",
    "javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "{{constructor.constructor('window.hit=1')()}}",
    "${window.hit=1}",
    "#{7*7}",
    "</textarea><script>window.hit=1</script>",
    "</title><script>window.hit=1</script>",
    "<!--><script>window.hit=1</script>",
    "<![CDATA[<script>window.hit=1</script>]]>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "=cmd|' /C calc'!A0",
    "__proto__",
];

/// Characters that reorder, hide, or pile up.
const INVISIBLE: [&str; 6] = [
    "safe\u{202e}fdp.exe",
    "a\u{2066}b\u{2069}c",
    "zero\u{200b}width\u{200d}",
    "line\u{2028}break",
    "esc\u{1b}[31mred",
    "zalgo\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_type_is_shown_as_text_on_every_page_and_runs_on_none() {
    if !browser_is_there() {
        return;
    }
    let config = RoomConfig {
        free_text: true,
        title: "<b onclick=window.hit=1>Room</b>".to_owned(),
        ..RoomConfig::default()
    };
    let stage = Stage::open(config, 3, 0).await;
    let projector =
        stage.browser.page("projector", &stage.running.page("projector.html"), Screen::PROJECTOR).await;
    let console = stage.browser.page("console", &stage.running.page("console.html"), Screen::LAPTOP).await;
    let (one, other) = (stage.joined("one").await, stage.joined("other").await);
    stage.until("a pair", |workshop| workshop.with(|state| state.pairs.len() == 1)).await;
    stage.act(Act::Scene { to: Scene::Chat }).await;
    let addresses: Vec<String> = stage.workshop().with(|state| state.people.keys().cloned().collect());
    for payload in PAYLOADS.iter().chain(&INVISIBLE) {
        let nickname = payload.chars().take(40).collect::<String>();
        stage.act(Act::Rename { address: addresses[0].clone(), nickname }).await;
        stage.act(Act::Notice { text: Some((*payload).to_owned()) }).await;
        let waits = stage.workshop().propose(addresses[0].clone(), payload);
        if let Ok(id) = waits {
            stage.act(Act::Allow { id, ok: false }).await;
        }
    }
    // The last ones stand on all pages; each was there for a moment.
    let last = "<img src=x onerror=window.hit=1>";
    stage.act(Act::Rename { address: addresses[1].clone(), nickname: last.to_owned() }).await;
    stage.act(Act::Notice { text: Some(last.to_owned()) }).await;
    stage.workshop().propose(addresses[0].clone(), last).unwrap();
    for page in [&projector, &console, &one, &other] {
        page.until(
            "the hostile text is shown as it is",
            "document.body.innerText.includes('<img src=x onerror=window.hit=1>')",
        )
        .await;
        assert!(page.holds("window.hit === undefined").await, "{}: something ran", page.who);
        assert!(
            page.holds("document.querySelectorAll('img[src=x], b[onclick], script:not([src])').length === 0")
                .await
        );
    }
    stage.sound([&projector, &console, &one, &other]);
    stage.running.stop().await;
}
