//! What hangs on the wall and what people are given: the poster, and the cards of trustees, attackers and the judge.

use super::sheet::{Text, code};
use crate::workshop::chart::escape;
use crate::workshop::event::Card;

/// How to join, for the wall.
pub(super) fn poster(text: &Text<'_>) -> String {
    let room = text.room;
    // An address as the terminal prints it has the code behind a number sign.
    let (url, behind) = match room.url.as_deref().map(|url| url.split_once('#').unwrap_or((url, ""))) {
        Some((url, behind)) => {
            (Some(url.trim_end_matches('/')), Some(behind).filter(|code| !code.is_empty()))
        }
        None => (None, None),
    };
    let join_code = room.code.as_deref().or(behind);
    let link = url.map(|url| match join_code {
        Some(code) => format!("{url}/#{code}"),
        None => format!("{url}/"),
    });
    let mut codes = String::new();
    if let Some(link) = &link {
        codes.push_str(&format!(
            "<div class=\"qr\">{}<p>{}</p></div>",
            code(link),
            text.say("kit.poster.scan")
        ));
    }
    if let Some(network) = &room.config.wifi {
        let password = network.password.as_deref().map(escape).unwrap_or_default();
        codes.push_str(&format!(
            "<div class=\"qr wifi\">{}<p>{}<br><b class=\"mono\">{}</b><br><span class=\"mono\">{password}</span></p></div>",
            code(&network.code()),
            text.say("kit.poster.wifi"),
            escape(&network.ssid)
        ));
    }
    // What is drawn when the room opens is written by hand.
    let or_blank = |value: Option<&str>, class: &str| match value {
        Some(value) => format!("<span class=\"{class}\">{}</span>", escape(value)),
        None => "<span class=\"blank\"></span>".to_owned(),
    };
    let body = format!(
        "<div class=\"poster\"><h1>{}</h1><p class=\"lead\">{}</p><div class=\"qrs\">{codes}</div>\
         <p class=\"lead\">{}</p><p>{}</p><p class=\"lead\">{}</p><p>{}</p><div>{}</div><p class=\"public\">{}</p></div>",
        text.with("kit.poster.title", &[]),
        text.say("kit.poster.what"),
        text.say("kit.poster.type"),
        or_blank(url, "url"),
        text.say("kit.poster.code"),
        or_blank(join_code, "code"),
        text.list("ol", "kit.poster.steps"),
        text.say("stage.public")
    );
    text.frame(&text.say("kit.poster.title"), &body)
}

/// A card to cut out.
fn card(part: &str, title: &str, body: &str) -> String {
    format!("<article class=\"card\"><p class=\"part\">{part}</p><h2>{title}</h2>{body}</article>")
}

/// Cards with what to do with them.
fn sheet_of(text: &Text<'_>, title: &str, cards: &str) -> String {
    let title = text.say(title);
    text.frame(
        &title,
        &format!("<div class=\"cards\"><h1>{title}</h1>{}{cards}</div>", text.p("kit.cards.how")),
    )
}

/// A card for each trustee.
pub(super) fn trustees(text: &Text<'_>) -> String {
    let (_, n) = text.threshold;
    let body = format!(
        "{}{}<h3>{}</h3>{}",
        text.p("kit.trustee.what"),
        text.list("ul", "kit.trustee.do"),
        text.say("kit.trustee.ask"),
        text.list("ol", "kit.trustee.questions")
    );
    let cards: String = (1..=n)
        .map(|seat| {
            card(
                &text.say("kit.trustee.part"),
                &text.with("stage.trustee", &[("seat", &seat.to_string())]),
                &body,
            )
        })
        .collect();
    sheet_of(text, "kit.trustees.title", &cards)
}

/// A card for each way of losing a share.
pub(super) fn attackers(text: &Text<'_>) -> String {
    let cards: String = Card::ALL
        .iter()
        .map(|one| {
            let id = one.id();
            let body = format!(
                "<p class=\"lead\">{}</p><h3>{}</h3>{}<h3>{}</h3>{}{}",
                text.say(&format!("card.{id}")),
                text.say("kit.attacker.do"),
                text.list("ul", "kit.attacker.rules"),
                text.say("kit.attacker.stop"),
                text.p(&format!("kit.attacker.{id}.stop")),
                text.p("kit.attacker.honest")
            );
            card(&text.say("kit.attacker.part"), &text.say(&format!("card.{id}.title")), &body)
        })
        .collect();
    sheet_of(text, "kit.attackers.title", &cards)
}

/// The judge's card.
pub(super) fn judge(text: &Text<'_>) -> String {
    let body = format!(
        "{}<h3>{}</h3>{}<h3>{}</h3>{}",
        text.p("kit.judge.what"),
        text.say("kit.judge.do"),
        text.list("ol", "kit.judge.steps"),
        text.say("kit.judge.ask"),
        text.list("ul", "kit.judge.questions")
    );
    let card = card(&text.say("kit.judge.part"), &text.say("kit.judge.name"), &body);
    sheet_of(text, "kit.judge.title", &card)
}
