//! The 45 minutes, with six phones, four bots, a projector and a console, each in a browser context of its own.

use std::time::Duration;

use room::workshop::config::RoomConfig;
use room::workshop::console::Act;
use room::workshop::event::{Build, Role};
use room::workshop::scene::Scene;

use crate::devtools::{Page, Screen};
use crate::rooms::{Stage, browser_is_there};

const PHONES: usize = 6;

/// Pictures of every phone and of the projector.
async fn pictures(scene: &str, phones: &[Page], projector: &Page) {
    projector.picture(&format!("projector-{scene}")).await;
    for phone in phones {
        phone.picture(&format!("{}-{scene}", phone.who)).await;
    }
}

/// What somebody's phone shows under one of its tabs.
async fn tab(phone: &Page, index: usize) {
    phone.eval(&format!("document.querySelectorAll('nav.tabs button')[{index}]?.click()")).await;
}

const NOW: usize = 0;
const CHAT: usize = 1;

async fn vote(phone: &Page, question: &str, choice: &str) {
    tab(phone, NOW).await;
    let radio = format!("input[name=vote-{question}][value={choice}]");
    phone.until("the question is asked", &format!("document.querySelector('{radio}')")).await;
    phone.eval(&format!("document.querySelector('{radio}').click()")).await;
    phone
        .until(
            "a choice can be given",
            "document.querySelector('form.card.blue .button.main:not([disabled])')",
        )
        .await;
    phone.eval("document.querySelector('form.card.blue .button.main').click()").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_workshop_with_six_phones_runs_and_the_break_opens_what_it_must_and_nothing_else() {
    if !browser_is_there() {
        return;
    }
    let stage = Stage::open(RoomConfig::default(), 41, 4).await;
    let workshop = stage.workshop().clone();
    let projector =
        stage.browser.page("projector", &stage.running.page("projector.html"), Screen::PROJECTOR).await;
    let console = stage.browser.page("console", &stage.running.page("console.html"), Screen::LAPTOP).await;
    projector.says(&workshop.with(|state| state.code.clone())).await;

    // Join: the link, and one tap.
    let mut phones = Vec::new();
    for number in 1..=PHONES {
        phones.push(stage.joined(&format!("phone{number}")).await);
    }
    assert!(
        phones[0].holds("isSecureContext === false && !crypto.subtle").await,
        "as a phone on http has it"
    );
    stage.until("five pairs", |workshop| workshop.with(|state| state.pairs.len() == 5)).await;
    pictures("join", &phones, &projector).await;

    // Chat: everybody writes from the deck, three messages each.
    projector.key("PageDown", Duration::from_millis(50)).await;
    stage.until("the chat scene", |workshop| workshop.with(|state| state.scene == Scene::Chat)).await;
    for round in 1..=3 {
        for phone in &phones {
            tab(phone, CHAT).await;
            phone.click(".deck .button", "").await;
            let mine = format!("document.querySelectorAll('.said.mine').length >= {round}");
            phone.until("what was sent stands there", &mine).await;
        }
    }
    for phone in &phones {
        phone
            .until(
                "the partner's messages are read",
                "document.querySelectorAll('.said:not(.mine):not(.failed)').length >= 1",
            )
            .await;
        assert!(
            phone.holds("document.querySelectorAll('.said.failed').length === 0").await,
            "{}",
            phone.text().await
        );
    }
    // Two people compare safety codes, and both see the same sixty digits.
    let addresses = stage.workshop().with(|state| {
        let humans = state
            .pairs
            .iter()
            .position(|pair| !state.people[&pair.one].bot && !state.people[&pair.other].bot);
        humans.map(|at| [state.pairs[at].one.clone(), state.pairs[at].other.clone()])
    });
    if let Some([one, other]) = addresses {
        let mut codes = Vec::new();
        for phone in &phones {
            let own = phone.eval("JSON.stringify(Object.values(localStorage))").await.to_string();
            if !own.contains(&one) && !own.contains(&other) {
                continue;
            }
            tab(phone, CHAT).await;
            phone.click(".partner .button", "").await;
            phone.until("a safety code", "document.querySelectorAll('.digits li').length === 12").await;
            phone.picture(&format!("{}-compare", phone.who)).await;
            let digits = phone
                .eval("[...document.querySelectorAll('.digits li')].map(e => e.textContent).join('')")
                .await;
            codes.push(digits.as_str().unwrap().to_owned());
            phone.click(".row .button.main", "").await;
        }
        let mut distinct = codes.clone();
        distinct.sort();
        distinct.dedup();
        assert!(codes.len() >= 2 && distinct.len() < codes.len(), "partners see one code: {codes:?}");
    }
    for phone in &phones {
        tab(phone, CHAT).await;
    }
    pictures("chat", &phones, &projector).await;

    // A phone sleeps and wakes, and loses and doubles nothing.
    let before = phones[0].eval("document.querySelectorAll('.said').length").await;
    phones[0].reload().await;
    phones[0].until("it comes back by itself", "document.querySelector('nav.tabs')").await;
    tab(&phones[0], CHAT).await;
    phones[0]
        .until(
            "nothing is lost or doubled",
            &format!("document.querySelectorAll('.said').length >= {before}"),
        )
        .await;

    // Predict.
    projector.key("PageDown", Duration::from_millis(50)).await;
    stage.until("the question", |workshop| workshop.with(|state| state.question.is_some())).await;
    for (phone, choice) in phones.iter().zip(["none", "some", "half", "all", "none", "none"]) {
        vote(phone, "copy", choice).await;
    }
    stage
        .until("six votes", |workshop| {
            workshop.with(|state| state.votes.values().any(|votes| votes.len() >= PHONES))
        })
        .await;
    pictures("predict", &phones, &projector).await;
    stage.act(Act::Question { id: Some(room::workshop::scene::Question::Shares) }).await;
    for (phone, choice) in phones.iter().zip(["none", "some", "half", "half", "all", "all"]) {
        vote(phone, "shares", choice).await;
    }
    stage.act(Act::CloseQuestion {}).await;
    projector.picture("projector-predicted").await;

    // Shares: the six people are five trustees and a judge, the bots attack.
    stage.act(Act::Next {}).await;
    for phone in &phones {
        tab(phone, NOW).await;
    }
    let trustees =
        workshop.with(|state| state.trustees.iter().filter(|address| !state.people[*address].bot).count());
    assert_eq!(trustees, 5, "people come before bots");
    pictures("shares", &phones, &projector).await;

    // Court: asked for at the console, granted by the judge's phone, released by three of five phones.
    stage.act(Act::Next {}).await;
    stage.act(Act::Request { pair: None }).await;
    for phone in &phones {
        tab(phone, NOW).await;
    }
    let judge_says = "document.querySelector('section[aria-labelledby=judge] .row .button.main')";
    let mut judged = false;
    for phone in &phones {
        let roles =
            phone.eval("document.querySelector('section[aria-labelledby=judge]') ? 'judge' : ''").await;
        if roles == "judge" {
            phone.until("the judge is asked", judge_says).await;
            phone.picture(&format!("{}-judge-asked", phone.who)).await;
            phone.eval(&format!("{judge_says}.click()")).await;
            judged = true;
        }
    }
    assert!(judged, "one of the phones is the judge's");
    let release = "document.querySelector('section[aria-labelledby=trustee] .row .button.main')";
    let mut released = 0;
    for phone in &phones {
        if released < 3 && phone.holds("document.querySelector('section[aria-labelledby=trustee]')").await {
            phone.until("the trustee is asked", release).await;
            if released == 0 {
                phone.picture(&format!("{}-trustee-asked", phone.who)).await;
            }
            phone.eval(&format!("{release}.click()")).await;
            released += 1;
        }
    }
    stage
        .until("the order is carried out", |workshop| {
            workshop.with(|state| {
                state.court.as_ref().is_some_and(|court| court.brought.is_some() || court.failed.is_some())
            })
        })
        .await;
    workshop.with(|state| {
        let court = state.court.as_ref().unwrap();
        assert_eq!(court.failed, None);
        let brought = court.brought.as_ref().unwrap();
        assert_eq!(brought.texts.len(), state.messages_of(court.pair).count(), "one session, whole");
        assert_eq!(brought.beyond.0, 0, "and nothing else");
        assert_eq!(court.decisions.len(), 3);
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    pictures("court", &phones, &projector).await;

    // Attack: one share, two shares: nothing opens.
    stage.act(Act::Next {}).await;
    for stolen in 1..=2 {
        stage.act(Act::Draw {}).await;
        stage.act(Act::Attempt {}).await;
        workshop.with(|state| {
            assert_eq!(state.stolen.len(), stolen);
            assert_eq!(
                (state.count(Build::Escrow).0, state.count(Build::Clean).0),
                (0, 0),
                "{stolen} shares"
            );
        });
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    pictures("attack", &phones, &projector).await;
    let attacker = workshop.with(|state| state.roles(state.attackers.first().unwrap()));
    assert!(attacker.contains(&Role::Attacker));

    // The break: the third share, and one press of the clicker.
    stage.act(Act::Draw {}).await;
    projector.key("PageDown", Duration::from_millis(50)).await;
    projector.until("two still seconds", "document.querySelector('.scene-break')").await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    projector.picture("projector-break-wipe").await;
    let (escrow, clean) = workshop.with(|state| (state.count(Build::Escrow), state.count(Build::Clean)));
    assert_eq!((escrow.0, clean.0), (escrow.1, 0), "every escrowed chat, and no clean one");
    assert!(escrow.1 >= 2 && clean.1 >= 2, "{escrow:?} {clean:?}");
    projector.until("the verdicts", "document.querySelectorAll('.verdict').length === 2").await;
    let shown = projector.eval("[...document.querySelectorAll('.tile')].map(e => e.querySelector('.over .face')?.className ?? '').join()").await;
    let opened = shown.as_str().unwrap().matches("opened").count();
    assert_eq!(opened, escrow.0, "the wall shows as many open envelopes as were opened: {shown}");
    // Each phone is told the truth about its own chat, and holds it against what it knows.
    let humans = |build: Build| {
        workshop.with(|state| {
            let of = |person: &room::workshop::state::Person| {
                person.pair.and_then(|pair| state.pair(pair)).is_some_and(|pair| pair.build == build)
            };
            state.people.values().filter(|person| !person.bot && of(person)).count()
        })
    };
    let mut told = (0, 0);
    for phone in &phones {
        tab(phone, NOW).await;
        phone.until("it is told", "document.querySelector('section[aria-labelledby=outcome]')").await;
        if phone.holds("document.querySelector('section.opened[aria-labelledby=outcome]')").await {
            told.0 += 1;
        } else if phone.holds("document.querySelector('section.sealed[aria-labelledby=outcome]')").await {
            told.1 += 1;
        }
    }
    assert_eq!(told, (humans(Build::Escrow), humans(Build::Clean)));
    stage
        .until("phones confirm", |workshop| {
            workshop.with(|state| {
                let escrowed = |person: &&room::workshop::state::Person| {
                    person
                        .pair
                        .and_then(|pair| state.pair(pair))
                        .is_some_and(|pair| pair.build == Build::Escrow)
                };
                state
                    .people
                    .values()
                    .filter(escrowed)
                    .all(|person| person.confirmed.is_some_and(|(right, wrong)| right > 0 && wrong == 0))
            })
        })
        .await;
    pictures("break", &phones, &projector).await;
    // Texts show while M is held, and no longer.
    projector
        .call(
            "Input.dispatchKeyEvent",
            serde_json::json!({"type": "keyDown", "key": "m", "text": "m", "windowsVirtualKeyCode": 77}),
        )
        .await;
    projector.until("texts", "document.querySelectorAll('.tile-text').length > 0").await;
    projector.picture("projector-break-unmasked").await;
    projector
        .call(
            "Input.dispatchKeyEvent",
            serde_json::json!({"type": "keyUp", "key": "m", "windowsVirtualKeyCode": 77}),
        )
        .await;
    projector.until("no texts", "document.querySelectorAll('.tile-text').length === 0").await;

    // Compare, change, limits, take-away.
    projector.key("PageDown", Duration::from_millis(50)).await;
    projector.until("compare", "document.querySelector('.scene-compare img')").await;
    pictures("compare", &phones, &projector).await;
    projector.key("PageDown", Duration::from_millis(50)).await;
    stage.act(Act::Sweep { k: 2, n: 5, epoch: 1 }).await;
    projector.until("other designs", "document.querySelector('.scene-change img')").await;
    pictures("change", &phones, &projector).await;
    stage.act(Act::Scene { to: Scene::Limits }).await;
    projector.until("limits", "document.querySelector('.scene-limits')").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    pictures("limits", &phones, &projector).await;
    stage.act(Act::Scene { to: Scene::Takeaway }).await;
    projector.until("take-away", "document.querySelector('.scene-takeaway')").await;
    pictures("takeaway", &phones, &projector).await;
    console.picture("console").await;

    // Who comes late reads what happened.
    let late = stage.joined("late").await;
    late.until("a recap", "document.body.innerText.length > 100").await;
    late.picture("late").await;

    // Freeze, reset, rewind.
    stage.act(Act::Rewind { to: Scene::Attack }).await;
    workshop.with(|state| {
        assert!(state.attempts.is_empty() && !state.broken());
        assert!(state.messages.len() >= 18, "what was written stays");
    });
    stage.act(Act::Reset { keep_people: true }).await;
    workshop.with(|state| assert!(state.messages.is_empty() && state.people.len() >= 10));
    stage.act(Act::Scene { to: Scene::Chat }).await;
    tab(&phones[1], CHAT).await;
    phones[1].until("a new round begins empty", "document.querySelectorAll('.said').length === 0").await;
    phones[1].click(".deck .button", "").await;
    phones[1].until("and can be written in", "document.querySelectorAll('.said.mine').length === 1").await;
    stage.sound(phones.iter().chain([&projector, &console, &late]));
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_load_of_a_phone_is_within_its_budget_and_asks_nobody_else() {
    if !browser_is_there() {
        return;
    }
    let stage = Stage::open(RoomConfig::default(), 5, 1).await;
    let phone = stage.joined("phone").await;
    phone.until("the messenger stands", "document.querySelector('nav.tabs')").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let received = phone.received();
    assert!(received > 20_000, "something was measured: {received}");
    assert!(received <= 150 * 1024, "{received} bytes over the network; the budget is 150 KiB");
    stage.sound([&phone]);
    stage.running.stop().await;
}
