use super::paper::{PRIME, PaperDealing, explained, open, recover, seal};
use super::sheet::Text;
use super::*;
use crate::workshop::config::{LANGUAGES, Wifi};
use crate::workshop::event::Card;
use crate::workshop::scene::Scene;

fn room(language: &str) -> KitOptions {
    let mut config = RoomConfig::of(language);
    config.wifi = Some(Wifi { ssid: "Room <1>".to_owned(), password: Some("pass;word".to_owned()) });
    KitOptions {
        config,
        url: Some("http://192.0.2.7:8080/".to_owned()),
        code: Some("K7QF".to_owned()),
        seed: 7,
        force: false,
    }
}

/// The pages of a room without their style.
fn bodies(options: &KitOptions) -> Vec<(&'static str, String)> {
    pages(options)
        .unwrap()
        .into_iter()
        .map(|(file, page)| {
            let (head, rest) = page.split_once("<style>").unwrap();
            let (_, body) = rest.split_once("</style>").unwrap();
            (file, format!("{head}{body}"))
        })
        .collect()
}

fn page(options: &KitOptions, file: &str) -> String {
    bodies(options).into_iter().find(|(name, _)| *name == file).unwrap().1
}

#[test]
fn no_page_has_a_script_or_asks_another_host_for_anything() {
    for language in LANGUAGES {
        for (file, page) in pages(&room(language)).unwrap() {
            for word in ["<script", "javascript:", "src=", "@import", "url(", "<link", "<iframe", " onload"] {
                assert!(!page.contains(word), "{language} {file}: {word}");
            }
            // The name space of SVG is a name; the room's own address is printed, and no link.
            let rest = page.replace("http://www.w3.org/2000/svg", "").replace("http://192.0.2.7:8080", "");
            assert!(!rest.contains("http://") && !rest.contains("https://"), "{language} {file}");
            assert!(!page.contains("href=\"http"), "{language} {file}");
        }
    }
}

#[test]
fn every_placeholder_is_filled_and_every_message_found() {
    for language in LANGUAGES {
        for (file, page) in bodies(&room(language)) {
            assert!(!page.contains('{') && !page.contains('}'), "{language} {file}: {page}");
            for prefix in ["kit.", "stage.", "card.", "limit.", "question.", "choice.", "console.", "scene."]
            {
                let loose = page.match_indices(prefix).find(|(at, _)| {
                    let rest = page.get(at + prefix.len()..).unwrap();
                    let before = page.get(..*at).unwrap().chars().next_back();
                    before == Some('>') && rest.starts_with(|c: char| c.is_ascii_lowercase())
                });
                assert!(loose.is_none(), "{language} {file}: {loose:?}");
            }
        }
    }
}

#[test]
fn every_trustee_every_attack_and_the_judge_have_a_card() {
    let mut options = room("en");
    options.config.trustees = "4/7".to_owned();
    let trustees = page(&options, "trustee-cards.html");
    assert_eq!(trustees.matches("class=\"card\"").count(), 7);
    for seat in 1..=7 {
        assert!(trustees.contains(&format!("<h2>Trustee {seat}</h2>")), "{seat}");
    }
    let attackers = page(&options, "attacker-cards.html");
    assert_eq!(attackers.matches("class=\"card\"").count(), Card::ALL.len());
    for name in ["Phishing", "Insider", "Subpoena abroad", "Lost phone"] {
        assert!(attackers.contains(&format!("<h2>{name}</h2>")), "{name}");
    }
    assert_eq!(page(&options, "judge-card.html").matches("class=\"card\"").count(), 1);
}

#[test]
fn the_poster_has_the_address_the_code_and_the_wifi_or_leaves_space_for_them() {
    let poster = page(&room("en"), "poster.html");
    for text in ["http://192.0.2.7:8080", "K7QF", "Room &lt;1&gt;", "pass;word", "Public demonstration."] {
        assert!(poster.contains(text), "{text}");
    }
    assert_eq!(poster.matches("<svg").count(), 2);
    assert!(!poster.contains("class=\"blank\""));
    let printed =
        KitOptions { url: Some("http://192.0.2.7:8080/#K7QF".to_owned()), code: None, ..room("en") };
    assert_eq!(page(&printed, "poster.html"), poster, "the address as the terminal prints it says the same");
    let bare = page(&KitOptions::default(), "poster.html");
    assert_eq!(bare.matches("<svg").count(), 0);
    assert_eq!(bare.matches("class=\"blank\"").count(), 2);
}

#[test]
fn a_wifi_name_cannot_break_out_of_its_code() {
    let network = Wifi { ssid: "a;b".to_owned(), password: Some("c:d\\\"".to_owned()) };
    assert_eq!(network.code(), "WIFI:T:WPA;S:a\\;b;P:c\\:d\\\\\\\";;");
    assert_eq!(Wifi { ssid: "x".to_owned(), password: None }.code(), "WIFI:T:nopass;S:x;;");
}

#[test]
fn the_plans_last_as_long_as_they_say() {
    let options = room("en");
    for (file, minutes) in [("plan-15.html", 15), ("plan-45.html", 45), ("plan-90.html", 90)] {
        let page = page(&options, file);
        assert!(page.contains(&format!("{minutes} minutes.")), "{file}");
        assert!(page.contains(&format!("–{minutes}</td>")), "{file}");
        assert!(page.contains("<td>0–"), "{file}");
    }
}

#[test]
fn a_plan_leaves_out_the_scenes_that_the_room_leaves_out() {
    let mut options = room("en");
    options.config.scenes.retain(|scene| *scene != Scene::Change);
    let text = Text::of(&options).unwrap();
    let scenes = lesson::minutes(&text, &lesson::standard());
    assert!(scenes.iter().all(|(scene, ..)| *scene != Scene::Change));
    assert_eq!(scenes.last().unwrap().2, 45 - Scene::Change.minutes());
    assert!(scenes.windows(2).all(|two| two[0].2 == two[1].1), "no gap and no overlap");
}

#[test]
fn the_guide_names_the_law_the_misconceptions_the_counter_argument_and_plan_b() {
    let guide = page(&room("en"), "guide.html");
    for text in
        ["Check local law", "They broke the encryption", "best counter-argument", "Plan B", "does not show"]
    {
        assert!(guide.contains(text), "{text}");
    }
}

#[test]
fn the_worksheet_goes_from_predict_to_fix_in_order() {
    let sheet = page(&room("en"), "worksheet.html");
    let at =
        ["1. Predict", "2. Do", "3. Record", "4. Explain", "5. Fix"].map(|part| sheet.find(part).unwrap());
    assert!(at.is_sorted(), "{at:?}");
    assert!(sheet.matches("class=\"answer\"").count() >= 5);
}

#[test]
fn any_two_paper_shares_give_the_key_and_one_twice_does_not() {
    for seed in 0..500 {
        let dealing = PaperDealing::of(seed);
        for (a, b) in [(1, 2), (1, 3), (2, 3), (3, 1)] {
            assert_eq!(
                recover(dealing.share(a), dealing.share(b)),
                Some(dealing.key),
                "seed {seed}: {a} and {b}"
            );
        }
        assert_eq!(recover(dealing.share(2), dealing.share(2)), None);
    }
}

#[test]
fn one_paper_share_is_consistent_with_every_key() {
    for seed in 0..50 {
        for x in 1..=3 {
            let share = PaperDealing::of(seed).share(x);
            for key in 0..PRIME {
                let slope = explained(share, key).unwrap();
                assert_eq!(PaperDealing { key, slope }.share(x), share, "seed {seed}, share {x}, key {key}");
            }
        }
    }
}

#[test]
fn the_rules_that_the_page_prints_for_a_pencil_give_the_same_key() {
    let p = i64::from(PRIME);
    for seed in 0..500 {
        let dealing = PaperDealing::of(seed);
        let [one, two, three] = [1, 2, 3].map(|x| i64::from(dealing.share(x).y));
        let key = i64::from(dealing.key);
        assert_eq!((2 * one - two).rem_euclid(p), key);
        assert_eq!((3 * two - 2 * three).rem_euclid(p), key);
        let odd = 3 * one - three;
        let even = if odd % 2 == 0 { odd } else { odd + p };
        assert_eq!((even / 2).rem_euclid(p), key);
    }
}

#[test]
fn the_dealt_key_opens_the_escrowed_paper_chats_and_none_of_the_clean() {
    for language in LANGUAGES {
        for seed in 0..200 {
            let options = KitOptions { seed, ..room(language) };
            let text = Text::of(&options).unwrap();
            let dealing = PaperDealing::of(seed);
            let chats = paper::chats(&text);
            assert_eq!(chats.iter().filter(|chat| chat.escrowed).count(), 2);
            assert_eq!(chats.len(), 4);
            for chat in chats {
                let sealed = seal(&chat.text, chat.key);
                assert_eq!(open(&sealed, chat.key), chat.text, "no letter is lost");
                assert_eq!(open(&sealed, dealing.key) == chat.text, chat.escrowed, "{language}, seed {seed}");
                assert_ne!(sealed, seal(&chat.text, 0), "a key that hides nothing");
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_kit_and_another_another_dealing() {
    assert_eq!(pages(&room("en")).unwrap(), pages(&room("en")).unwrap());
    let dealings: std::collections::BTreeSet<(u32, u32)> =
        (0..100).map(PaperDealing::of).map(|dealing| (dealing.key, dealing.slope)).collect();
    assert!(dealings.len() > 50, "{}", dealings.len());
}

#[test]
fn a_kit_is_not_written_over_another_unless_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("kit");
    let written = write(&room("en"), &to).unwrap();
    assert_eq!(written.len(), ITEMS.len());
    std::fs::remove_file(to.join("index.html")).unwrap();
    std::fs::write(to.join("paper.html"), "mine").unwrap();
    assert!(matches!(write(&room("en"), &to), Err(KitError::Exists { .. })));
    assert!(!to.join("index.html").exists(), "nothing was written");
    assert_eq!(std::fs::read_to_string(to.join("paper.html")).unwrap(), "mine");
    let force = KitOptions { force: true, ..room("de") };
    write(&force, &to).unwrap();
    assert!(std::fs::read_to_string(to.join("paper.html")).unwrap().contains("lang=\"de\""));
    let left: Vec<_> = std::fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), ITEMS.len(), "no part is left: {left:?}");
}

#[test]
fn a_folder_that_cannot_be_made_is_said_with_what_to_do_next() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = write(&room("en"), &file.join("kit")).unwrap_err();
    assert!(error.to_string().contains("Next:"), "{error}");
}
