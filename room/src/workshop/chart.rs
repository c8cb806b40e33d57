//! The one chart renderer: SVG, for the projector and for files. Every chart has a title and a description for those who do not
//! see it, labels on the marks themselves, and a pattern beside each colour.

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is about.
    pub label: String,
    /// Its length, from 0 to 1.
    pub share: f64,
    /// The 95% interval of that, if it is a sample.
    pub interval: Option<(f64, f64)>,
    /// What stands at its end, such as `120 of 120`.
    pub value: String,
    /// Which colour and pattern.
    pub kind: Kind,
}

/// What a bar stands for. Colours are Okabe and Ito's, and each has its pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The clean messenger: blue, plain.
    Clean,
    /// The escrowed one: vermillion, hatched.
    Escrow,
    /// People's answers: grey, dotted.
    People,
}

const WIDTH: u32 = 1200;
const ROW: u32 = 84;
const LEFT: f64 = 430.0;
const RIGHT: f64 = 230.0;

/// Horizontal bars.
#[must_use]
pub fn bars(title: &str, description: &str, bars: &[Bar]) -> String {
    let rows = u32::try_from(bars.len()).unwrap_or(u32::MAX).min(40);
    let height = rows * ROW + 24;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" font-family=\"sans-serif\">\
         <title>{}</title><desc>{}</desc>\
         <defs>\
         <pattern id=\"escrow\" width=\"14\" height=\"14\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"14\" height=\"14\" fill=\"#D55E00\"/><rect width=\"5\" height=\"14\" fill=\"#fff\" fill-opacity=\".55\"/></pattern>\
         <pattern id=\"people\" width=\"12\" height=\"12\" patternUnits=\"userSpaceOnUse\">\
         <rect width=\"12\" height=\"12\" fill=\"#595959\"/><circle cx=\"6\" cy=\"6\" r=\"2.5\" fill=\"#fff\"/></pattern>\
         </defs><rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>",
        escape(title),
        escape(description)
    );
    let scale = f64::from(WIDTH) - LEFT - RIGHT;
    for (row, bar) in (0..rows).zip(bars) {
        let top = f64::from(row * ROW + 16);
        let length = (bar.share.clamp(0.0, 1.0) * scale).max(2.0);
        let fill = match bar.kind {
            Kind::Clean => "#0072B2",
            Kind::Escrow => "url(#escrow)",
            Kind::People => "url(#people)",
        };
        let middle = top + 36.0;
        let end =
            LEFT + bar.interval.map_or(length, |(_, high)| (high.clamp(0.0, 1.0) * scale).max(length)) + 14.0;
        svg.push_str(&format!(
            "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\" font-size=\"28\" fill=\"#111\">{}</text>\
             <rect x=\"{LEFT:.0}\" y=\"{top:.0}\" width=\"{length:.1}\" height=\"52\" fill=\"{fill}\" stroke=\"#111\" stroke-width=\"2\"/>\
             <text x=\"{end:.0}\" y=\"{:.0}\" font-size=\"28\" font-weight=\"bold\" fill=\"#111\">{}</text>",
            LEFT - 16.0,
            middle + 1.0,
            escape(&bar.label),
            middle + 1.0,
            escape(&bar.value)
        ));
        if let Some((low, high)) = bar.interval {
            let (low, high) = (LEFT + low.clamp(0.0, 1.0) * scale, LEFT + high.clamp(0.0, 1.0) * scale);
            svg.push_str(&format!(
                "<path d=\"M{low:.1} {0:.0}V{1:.0}M{low:.1} {2:.0}H{high:.1}M{high:.1} {0:.0}V{1:.0}\" stroke=\"#111\" stroke-width=\"3\" fill=\"none\"/>",
                top + 16.0,
                top + 36.0,
                top + 26.0
            ));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Text as it stands in SVG.
#[must_use]
pub fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut to, c| {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            // XML has no way to write the other control characters.
            c if c.is_control() => to.push('\u{fffd}'),
            c => to.push(c),
        }
        to
    })
}

/// A QR code as SVG: black on white, with its quiet zone. `None` for a text that is too long for one.
#[must_use]
pub fn qr(text: &str) -> Option<String> {
    let code = fast_qr::QRBuilder::new(text).build().ok()?;
    Some(fast_qr::convert::svg::SvgBuilder::default().to_str(&code))
}

/// A QR code in half blocks, for a terminal.
#[must_use]
pub fn qr_text(text: &str) -> Option<String> {
    Some(fast_qr::QRBuilder::new(text).build().ok()?.to_str())
}

#[cfg(test)]
mod tests;
