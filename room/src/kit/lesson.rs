//! What is taught: the worksheet, the plans with their minutes, the guide and the index.

use super::sheet::Text;
use crate::workshop::scene::Scene;

/// Minutes of each scene in the short plan: the court stays, since nobody may judge a scheme that was not heard.
const SHORT: [(Scene, u32); 10] = [
    (Scene::Join, 2),
    (Scene::Chat, 2),
    (Scene::Predict, 1),
    (Scene::Shares, 1),
    (Scene::Court, 2),
    (Scene::Attack, 2),
    (Scene::Break, 1),
    (Scene::Compare, 1),
    (Scene::Limits, 2),
    (Scene::Takeaway, 1),
];

/// Minutes of each scene in the long plan.
const LONG: [(Scene, u32); 11] = [
    (Scene::Join, 5),
    (Scene::Chat, 10),
    (Scene::Predict, 6),
    (Scene::Shares, 8),
    (Scene::Court, 12),
    (Scene::Attack, 12),
    (Scene::Break, 2),
    (Scene::Compare, 8),
    (Scene::Change, 15),
    (Scene::Limits, 7),
    (Scene::Takeaway, 5),
];

/// The scenes of a plan that this room shows, each with its first and its last minute.
pub(super) fn minutes(text: &Text<'_>, plan: &[(Scene, u32)]) -> Vec<(Scene, u32, u32)> {
    let shown = plan.iter().filter(|(scene, _)| text.room.config.scenes.contains(scene));
    shown
        .scan(0, |now, (scene, length)| {
            let from = *now;
            *now += length;
            Some((*scene, from, *now))
        })
        .collect()
}

/// The plan that the scenes themselves name.
pub(super) fn standard() -> Vec<(Scene, u32)> {
    Scene::ALL.iter().map(|scene| (*scene, scene.minutes())).collect()
}

fn plan(text: &Text<'_>, title: &str, plan: &[(Scene, u32)], extra: Option<&str>) -> String {
    let scenes = minutes(text, plan);
    let total = scenes.last().map_or(0, |(_, _, end)| *end).to_string();
    let rows: Vec<Vec<String>> = scenes
        .iter()
        .map(|(scene, from, to)| {
            let id = scene.id();
            let say = |what: &str| text.say(&format!("kit.plan.{id}.{what}"));
            let more = extra.map(|extra| format!("{extra}.{id}")).filter(|key| text.has(key));
            let more = more.map(|key| format!("<br>{}", text.say(&key))).unwrap_or_default();
            vec![
                format!("{from}–{to}"),
                format!("<b>{}</b>", text.say(&format!("scene.{id}"))),
                format!("{}{more}", say("do")),
                say("phones"),
                say("why"),
            ]
        })
        .collect();
    let body = format!(
        "<div class=\"plan\"><p class=\"lead\">{}</p>{}{}<p class=\"note\">{}</p></div>",
        text.with("kit.plan.lead", &[("total", &total)]),
        text.p("kit.plan.outcome"),
        text.table("kit.plan.head", &rows),
        text.say("kit.plan.cut")
    );
    text.page(title, &body)
}

/// Fifteen minutes.
pub(super) fn plan_15(text: &Text<'_>) -> String {
    plan(text, "kit.plan15.title", &SHORT, Some("kit.plan15"))
}

/// Forty-five minutes.
pub(super) fn plan_45(text: &Text<'_>) -> String {
    plan(text, "kit.plan45.title", &standard(), None)
}

/// Ninety minutes.
pub(super) fn plan_90(text: &Text<'_>) -> String {
    plan(text, "kit.plan90.title", &LONG, Some("kit.plan90"))
}

/// What to say when there is one minute.
pub(super) fn one_minute(text: &Text<'_>) -> String {
    let said: String =
        text.lines("kit.minute").iter().map(|line| format!("<p class=\"lead\">{line}</p>")).collect();
    let body =
        format!("{}{said}<p class=\"note\">{}</p>", text.p("kit.minute.how"), text.say("kit.minute.asked"));
    text.page("kit.minute.title", &body)
}

/// The worksheet: Predict, Do, Record, Explain, Fix.
pub(super) fn worksheet(text: &Text<'_>) -> String {
    let boxes = |choices: &[&str]| {
        let boxes: String = choices
            .iter()
            .map(|choice| format!("<span></span>{}", text.say(&format!("choice.{choice}"))))
            .collect();
        format!("<p class=\"boxes\">{boxes}</p>")
    };
    let guess = boxes(&["none", "some", "half", "all"]);
    let space = |key: &str| format!("<div class=\"ask\">{}<div class=\"answer\"></div></div>", text.p(key));
    let row = |key: &str| vec![text.say(key), String::new(), String::new()];
    let rows: Vec<Vec<String>> = (0..=text.threshold.0)
        .map(|shares| {
            vec![
                text.with("kit.sheet.shares", &[("shares", &shares.to_string())]),
                String::new(),
                String::new(),
            ]
        })
        .chain([row("kit.sheet.lawful")])
        .collect();
    let part =
        |number: u8, name: &str| format!("<h2>{number}. {}</h2>", text.say(&format!("kit.sheet.{name}")));
    let body = [
        text.p("kit.sheet.name"),
        part(1, "predict"),
        text.p("question.copy"),
        guess.clone(),
        text.p("question.shares"),
        guess,
        space("kit.sheet.why"),
        part(2, "do"),
        text.list("ol", "kit.sheet.steps"),
        part(3, "record"),
        text.table("kit.sheet.head", &rows),
        text.p("kit.sheet.mine"),
        part(4, "explain"),
        space("kit.sheet.explain.1"),
        space("kit.sheet.explain.2"),
        space("kit.sheet.explain.3"),
        part(5, "fix"),
        text.p("question.design"),
        boxes(&["clean", "escrow", "epochs", "other"]),
        space("kit.sheet.fix.1"),
        space("kit.sheet.fix.2"),
    ];
    text.page("kit.sheet.title", &body.concat())
}

/// The instructor's guide.
pub(super) fn guide(text: &Text<'_>) -> String {
    let pairs = |prefix: &str| -> String {
        let answers = text.lines(&format!("{prefix}.answer"));
        let said = text.lines(&format!("{prefix}.said"));
        said.iter().zip(&answers).map(|(said, answer)| format!("<h3>{said}</h3><p>{answer}</p>")).collect()
    };
    let scenes: Vec<Vec<String>> = minutes(text, &standard())
        .iter()
        .map(|(scene, from, _)| {
            let id = scene.id();
            vec![
                from.to_string(),
                format!("<b>{}</b>", text.say(&format!("scene.{id}"))),
                text.say(&format!("kit.plan.{id}.do")),
                text.say(&format!("console.hint.{id}")),
            ]
        })
        .collect();
    let limits: String = ["deployed", "dice", "phone", "metadata", "page", "sample"]
        .iter()
        .map(|id| {
            format!(
                "<li><b>{}</b> {}</li>",
                text.say(&format!("limit.{id}")),
                text.say(&format!("limit.{id}.what"))
            )
        })
        .collect();
    let body = [
        format!("<p class=\"lead\">{}</p>", text.say("kit.guide.lead")),
        text.h2("kit.guide.before"),
        text.list("ul", "kit.guide.before"),
        text.h2("kit.guide.goals"),
        text.list("ul", "kit.guide.goals"),
        text.h2("kit.guide.run"),
        text.table("kit.guide.run.head", &scenes),
        text.h2("kit.guide.keys"),
        text.p("kit.guide.keys.what"),
        text.h2("kit.guide.misconceptions"),
        pairs("kit.guide.mis"),
        text.h2("kit.guide.counter"),
        text.lines("kit.guide.counter").iter().map(|line| format!("<p>{line}</p>")).collect(),
        text.h2("kit.guide.limits"),
        format!("<ul>{limits}</ul>"),
        text.h2("kit.guide.planb"),
        pairs("kit.guide.planb"),
        text.h2("kit.guide.after"),
        text.list("ul", "kit.guide.after"),
    ];
    text.page("kit.guide.title", &body.concat())
}

/// What is in the folder, and how many to print.
pub(super) fn index(text: &Text<'_>) -> String {
    let row = |item: &super::Item| {
        let id = item.file.trim_end_matches(".html");
        vec![
            format!("<a href=\"{}\">{}</a>", item.file, text.say(&format!("kit.index.{id}"))),
            text.say(&format!("kit.index.{id}.print")),
        ]
    };
    let rows: Vec<Vec<String>> =
        super::ITEMS.iter().filter(|item| item.file != "index.html").map(row).collect();
    let body = format!(
        "{}{}{}",
        text.p("kit.index.what"),
        text.table("kit.index.head", &rows),
        text.p("kit.index.print")
    );
    text.page("kit.index.title", &body)
}
