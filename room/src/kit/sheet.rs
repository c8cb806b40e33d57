//! A printed page: its frame, its style, and the words that it takes from the message files.

use std::collections::BTreeSet;

use super::{KitError, KitOptions};
use crate::limits::MAX_ATTACKERS;
use crate::words::Words;
use crate::workshop::chart::{escape, qr};

/// Margins that suit A4 and Letter, and nothing that needs colour. Backgrounds are not printed by default, so borders carry
/// all that must be seen.
const STYLE: &str = "
@page{margin:13mm 15mm}
*{box-sizing:border-box}
html{font:11pt/1.4 'Noto Sans',Arial,Helvetica,sans-serif;color:#000;background:#fff}
body{margin:0 auto;max-width:180mm;overflow-wrap:break-word}
h1{font-size:22pt;line-height:1.15;margin:0 0 4mm}
h2{font-size:14pt;margin:7mm 0 2mm;break-after:avoid}
h3{font-size:11.5pt;margin:4mm 0 1mm;break-after:avoid}
p{margin:0 0 2mm}
ul,ol{margin:0 0 2mm;padding-left:6mm}
li{margin-bottom:1mm}
table{border-collapse:collapse;width:100%;margin:2mm 0;font-size:10pt;line-height:1.3}
th,td{border:.3mm solid #555;padding:1mm 1.6mm;text-align:left;vertical-align:top}
thead{display:table-header-group}
tr{break-inside:avoid}
.lead{font-size:13pt}
.plan th:nth-child(1){width:16mm}.plan th:nth-child(2){width:24mm}.plan th:nth-child(3){width:36%}
.plan table{font-size:9.5pt;line-height:1.25;table-layout:fixed}.plan td{padding:.7mm 1.4mm}
.foot{margin-top:4mm;border-top:.3mm solid #555;padding-top:2mm;font-size:9.5pt}
.public{border:.6mm solid #000;padding:3mm 4mm;font-weight:bold;text-align:center}
.card{border:.5mm dashed #000;padding:5mm 7mm;margin-bottom:5mm;break-inside:avoid;min-height:100mm}
.card h2{margin-top:0;font-size:18pt}
.cards h1{margin-bottom:1mm}
.card .part{font-size:10pt;letter-spacing:.08em;text-transform:uppercase;margin:0 0 1mm}
.note{border-left:1mm solid #000;padding-left:4mm}
.ask{break-inside:avoid}
.answer{border:.3mm solid #555;height:24mm;margin:1mm 0 4mm}
.boxes span{display:inline-block;border:.3mm solid #000;width:5mm;height:5mm;margin:0 2mm -1mm 5mm}
.boxes span:first-child{margin-left:0}
.qrs{display:flex;gap:12mm;align-items:flex-start;justify-content:center;margin:5mm 0;text-align:center}
.qrs svg{display:block;width:100%;height:auto}
.qr{width:88mm}.qr.wifi{width:50mm;margin-top:20mm}
.blank{display:inline-block;border:.5mm solid #000;min-width:80mm;min-height:16mm}
.code{font:bold 44pt/1.1 'Noto Sans Mono','DejaVu Sans Mono',monospace;letter-spacing:.15em}
.url{font:bold 18pt 'Noto Sans Mono','DejaVu Sans Mono',monospace}
.poster{text-align:center}.poster h1{font-size:34pt;margin-bottom:2mm}.poster ol{text-align:left;display:inline-block;font-size:15pt}
code,.mono{font-family:'Noto Sans Mono','DejaVu Sans Mono',monospace}
.strip{border:.5mm dashed #000;padding:2mm 4mm;margin-bottom:3mm;break-inside:avoid}
.strip h3{margin-top:0}
.strip p{margin-bottom:0}
.numbers{font:13pt/1.9 'Noto Sans Mono','DejaVu Sans Mono',monospace;word-spacing:3mm}
.new{break-before:page}
.cells td,.cells th{text-align:center;padding:1mm}
.tight td,.tight th{padding:.6mm 0;font-size:8pt}
@media screen{body{padding:10mm}}
";

/// The words of one room's kit, with everything that its messages may name.
pub(super) struct Text<'a> {
    /// The room.
    pub(super) room: &'a KitOptions,
    /// Threshold and number of trustees.
    pub(super) threshold: (u8, u8),
    words: Words,
    keys: BTreeSet<String>,
    values: Vec<(&'static str, String)>,
}

impl<'a> Text<'a> {
    /// The words for a room.
    pub(super) fn of(room: &'a KitOptions) -> Result<Self, KitError> {
        let threshold = room.config.threshold()?;
        let words = Words::of(&room.config.language);
        let keys = words.keys().map(str::to_owned).collect();
        let (k, n) = threshold;
        let values = vec![
            ("title", room.config.title.clone()),
            ("k", k.to_string()),
            ("n", n.to_string()),
            ("below", k.saturating_sub(1).to_string()),
            ("attackers", room.config.attackers.min(MAX_ATTACKERS).to_string()),
            ("prime", super::paper::PRIME.to_string()),
        ];
        Ok(Self { room, threshold, words, keys, values })
    }

    /// A message, ready for HTML.
    pub(super) fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with further values, ready for HTML.
    pub(super) fn with(&self, key: &str, more: &[(&str, &str)]) -> String {
        let values: Vec<(&str, &str)> = self
            .values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .chain(more.iter().copied())
            .collect();
        let said = escape(&self.words.say(key, &values));
        // What stands between backticks is typed as it is.
        said.split('`')
            .enumerate()
            .map(|(at, part)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() })
            .collect()
    }

    /// The messages `prefix.1`, `prefix.2` and so on.
    pub(super) fn lines(&self, prefix: &str) -> Vec<String> {
        (1..)
            .map(|number| format!("{prefix}.{number}"))
            .take_while(|key| self.keys.contains(key))
            .map(|key| self.say(&key))
            .collect()
    }

    /// Whether there is such a message.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// A heading of the second order.
    pub(super) fn h2(&self, key: &str) -> String {
        format!("<h2>{}</h2>", self.say(key))
    }

    /// A paragraph.
    pub(super) fn p(&self, key: &str) -> String {
        format!("<p>{}</p>", self.say(key))
    }

    /// A list of the messages of a prefix.
    pub(super) fn list(&self, tag: &str, prefix: &str) -> String {
        let items: String = self.lines(prefix).iter().map(|line| format!("<li>{line}</li>")).collect();
        format!("<{tag}>{items}</{tag}>")
    }

    /// A table: the messages of a prefix as its head, and rows of HTML cells.
    pub(super) fn table(&self, head: &str, rows: &[Vec<String>]) -> String {
        let head: String =
            self.lines(head).iter().map(|cell| format!("<th scope=\"col\">{cell}</th>")).collect();
        let row = |cells: &Vec<String>| {
            let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
            format!("<tr>{cells}</tr>")
        };
        let rows: String = rows.iter().map(row).collect();
        format!("<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    }

    /// A whole page with a heading.
    pub(super) fn page(&self, title: &str, body: &str) -> String {
        let title = self.say(title);
        self.frame(&title, &format!("<h1>{title}</h1>{body}"))
    }

    /// A whole page whose body brings its own heading.
    pub(super) fn frame(&self, title: &str, body: &str) -> String {
        let language = &self.room.config.language;
        format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{title}</title><style>{STYLE}</style></head><body>{body}\
             <p class=\"foot\">{}</p></body></html>\n",
            self.say("kit.foot")
        )
    }
}

/// A QR code for print, or nothing for a text that is too long for one.
pub(super) fn code(text: &str) -> String {
    qr(text).unwrap_or_default()
}
