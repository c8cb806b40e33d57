//! A small DevTools client: Chromium, one context for each participant, and everything that went wrong in their pages.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// Longest wait for anything in a page. Machines that build beside the test are slow.
const PATIENCE: Duration = Duration::from_secs(90);

/// Chromium's program: what CHROMIUM says, or Debian's.
pub fn program() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok().into_iter();
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(str::to_owned);
    named.chain(usual).find(|path| std::path::Path::new(path).is_file())
}

/// A browser.
pub struct Browser {
    process: Child,
    _profile: tempfile::TempDir,
    link: Arc<Link>,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Link {
    out: mpsc::UnboundedSender<String>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
    events: Mutex<HashMap<String, Vec<Value>>>,
}

impl Link {
    async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Value {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.waiting.lock().unwrap().insert(id, sender);
        let mut frame = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            frame["sessionId"] = json!(session);
        }
        self.out.send(frame.to_string()).unwrap();
        let answer =
            tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| panic!("{method}: no answer"));
        let answer = answer.unwrap();
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }
}

impl Browser {
    /// Starts it. Names map to this machine: `workshop.test` is an insecure context, as a phone's is.
    pub async fn start() -> Self {
        let program = program().expect("Chromium; set CHROMIUM to its program");
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-extensions",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--host-resolver-rules=MAP workshop.test 127.0.0.1",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap());
        let (sender, address) = oneshot::channel();
        std::thread::spawn(move || {
            let mut sender = Some(sender);
            for line in stderr.lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix("DevTools listening on ")
                    && let Some(sender) = sender.take()
                {
                    let _ = sender.send(url.trim().to_owned());
                }
            }
        });
        let url = tokio::time::timeout(PATIENCE, address).await.expect("Chromium did not start").unwrap();
        let (socket, _) = tokio_tungstenite::connect_async_with_config(
            url,
            Some(
                tokio_tungstenite::tungstenite::protocol::WebSocketConfig::default()
                    .max_message_size(None)
                    .max_frame_size(None),
            ),
            true,
        )
        .await
        .unwrap();
        let (mut sink, mut stream) = socket.split();
        let (out, mut frames) = mpsc::unbounded_channel::<String>();
        let link = Arc::new(Link {
            out,
            next: AtomicU64::new(1),
            waiting: Mutex::default(),
            events: Mutex::default(),
        });
        tokio::spawn(async move {
            while let Some(frame) = frames.recv().await {
                if sink.send(Message::text(frame)).await.is_err() {
                    break;
                }
            }
        });
        let reader = Arc::clone(&link);
        tokio::spawn(async move {
            while let Some(Ok(Message::Text(text))) = stream.next().await {
                let Ok(frame) = serde_json::from_str::<Value>(&text) else { continue };
                if let Some(id) = frame["id"].as_u64() {
                    if let Some(waiting) = reader.waiting.lock().unwrap().remove(&id) {
                        let _ = waiting.send(frame);
                    }
                } else if let Some(session) = frame["sessionId"].as_str() {
                    reader.events.lock().unwrap().entry(session.to_owned()).or_default().push(frame);
                }
            }
        });
        Self { process, _profile: profile, link }
    }

    /// A page in a context of its own: own storage, own sockets, as another phone.
    pub async fn page(&self, who: &str, url: &str, screen: Screen) -> Page {
        let context = self.link.call(None, "Target.createBrowserContext", json!({})).await;
        let target = json!({"url": "about:blank", "browserContextId": context["browserContextId"]});
        let target = self.link.call(None, "Target.createTarget", target).await;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.link.call(None, "Target.attachToTarget", attach).await["sessionId"]
            .as_str()
            .unwrap()
            .to_owned();
        let page = Page { link: Arc::clone(&self.link), session, who: who.to_owned() };
        for domain in ["Page", "Runtime", "Network", "Log", "DOM", "Accessibility"] {
            page.call(&format!("{domain}.enable"), json!({})).await;
        }
        page.screen(screen).await;
        page.go(url).await;
        page
    }
}

/// A screen.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    pub phone: bool,
}

impl Screen {
    pub const PHONE: Self = Self { width: 390, height: 844, phone: true };
    pub const SMALL_PHONE: Self = Self { width: 320, height: 568, phone: true };
    pub const PROJECTOR: Self = Self { width: 1920, height: 1080, phone: false };
    pub const LAPTOP: Self = Self { width: 1280, height: 800, phone: false };
}

/// A page.
pub struct Page {
    link: Arc<Link>,
    session: String,
    pub who: String,
}

impl Page {
    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.link.call(Some(&self.session), method, params).await
    }

    pub async fn screen(&self, screen: Screen) {
        let Screen { width, height, phone } = screen;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone});
        self.call("Emulation.setDeviceMetricsOverride", metrics).await;
        self.call("Emulation.setTouchEmulationEnabled", json!({"enabled": phone})).await;
    }

    /// Features of the medium, such as `prefers-reduced-motion: reduce`.
    pub async fn media(&self, features: &[(&str, &str)]) {
        let features: Vec<_> =
            features.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        self.call("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    pub async fn go(&self, url: &str) {
        let gone = self.call("Page.navigate", json!({"url": url})).await;
        assert!(gone["errorText"].is_null(), "{}: {url}: {}", self.who, gone["errorText"]);
        self.until("the page stands", "document.readyState === 'complete'").await;
    }

    /// Loads the page anew, as after a sleep in which it was thrown away.
    pub async fn reload(&self) {
        self.eval("window.before = true").await;
        self.call("Page.reload", json!({})).await;
        self.until(
            "the page stands again",
            "window.before === undefined && document.readyState === 'complete'",
        )
        .await;
    }

    /// The value of an expression in the page.
    pub async fn eval(&self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true});
        let result = self.call("Runtime.evaluate", params).await;
        assert!(
            result["exceptionDetails"].is_null(),
            "{}: {expression}: {}",
            self.who,
            result["exceptionDetails"]
        );
        result["result"]["value"].clone()
    }

    pub async fn holds(&self, expression: &str) -> bool {
        self.eval(&format!("Boolean({expression})")).await == Value::Bool(true)
    }

    /// Waits until an expression holds.
    pub async fn until(&self, what: &str, expression: &str) {
        let begun = std::time::Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.holds(expression).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let text = self.eval("document.body.innerText").await;
        panic!("{}: not in time: {what} ({expression})\nThe page says:\n{text}", self.who);
    }

    pub async fn text(&self) -> String {
        self.eval("document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn says(&self, text: &str) {
        self.until(
            &format!("it says {text:?}"),
            &format!("document.body.innerText.includes({})", json!(text)),
        )
        .await;
    }

    /// Clicks the first visible, enabled element of a selector whose text or label contains `text`.
    pub async fn click(&self, selector: &str, text: &str) {
        let find = format!(
            "(() => {{ const all = [...document.querySelectorAll({selector})]; \
             return all.find(e => !e.disabled && e.checkVisibility() && \
             ((e.innerText || '') + ' ' + (e.getAttribute('aria-label') || '')).includes({text})); }})()",
            selector = json!(selector),
            text = json!(text)
        );
        self.until(&format!("there is {selector} {text:?}"), &find).await;
        self.eval(&format!(
            "(() => {{ const e = {find}; e.scrollIntoView({{block: 'center'}}); e.click(); return true; }})()"
        ))
        .await;
    }

    /// A key, as a keyboard or a clicker sends it.
    pub async fn key(&self, key: &str, held: Duration) {
        let code = match key {
            "PageDown" => 34,
            "PageUp" => 33,
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            " " => 32,
            letter => u32::from(letter.to_ascii_uppercase().as_bytes()[0]),
        };
        let text = if key.len() == 1 { json!(key) } else { Value::Null };
        let mut down = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        if key == "Enter" {
            down["text"] = json!("\r");
        } else if !text.is_null() {
            down["text"] = text;
        }
        self.call("Input.dispatchKeyEvent", down).await;
        tokio::time::sleep(held).await;
        self.call(
            "Input.dispatchKeyEvent",
            json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}),
        )
        .await;
    }

    /// A picture, into the folder that DOORMAT_SCREENSHOTS names, if it names one.
    pub async fn picture(&self, name: &str) {
        let Ok(folder) = std::env::var("DOORMAT_SCREENSHOTS") else { return };
        let shot = self.call("Page.captureScreenshot", json!({"format": "png"})).await;
        let bytes = base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }

    fn events(&self, method: &str) -> Vec<Value> {
        let events = self.link.events.lock().unwrap();
        let own = events.get(&self.session).cloned().unwrap_or_default();
        own.into_iter()
            .filter(|event| event["method"] == method)
            .map(|event| event["params"].clone())
            .collect()
    }

    /// Addresses that the page asked for.
    pub fn requests(&self) -> Vec<String> {
        let sent =
            self.events("Network.requestWillBeSent").into_iter().map(|event| event["request"]["url"].clone());
        let sockets = self.events("Network.webSocketCreated").into_iter().map(|event| event["url"].clone());
        sent.chain(sockets).filter_map(|url| url.as_str().map(str::to_owned)).collect()
    }

    /// What went wrong in the page: exceptions, errors on the console, broken rules of its security policy, dialogs.
    pub fn faults(&self) -> Vec<String> {
        let exceptions = self
            .events("Runtime.exceptionThrown")
            .into_iter()
            .map(|event| event["exceptionDetails"].to_string());
        let console = self.events("Runtime.consoleAPICalled").into_iter();
        let console = console
            .filter(|event| event["type"] == "error" || event["type"] == "assert")
            .map(|event| event["args"].to_string());
        let log = self.events("Log.entryAdded").into_iter().map(|event| event["entry"].clone());
        // The browser itself notes each answer of 4xx; whether that is right is for the test of the route.
        let log = log
            // And that a header has no effect on an insecure page, which is what phones have.
            .filter(|entry| {
                entry["level"] == "error"
                    && entry["source"] != "network"
                    && !entry["text"]
                        .to_string()
                        .contains("Cross-Origin-Opener-Policy header has been ignored")
            })
            .map(|entry| entry.to_string());
        let dialogs =
            self.events("Page.javascriptDialogOpening").into_iter().map(|event| format!("a dialog: {event}"));
        exceptions.chain(console).chain(log).chain(dialogs).collect()
    }

    /// Bytes of all bodies that came over the network so far, as they came: compressed.
    pub fn received(&self) -> u64 {
        let data = self.events("Network.dataReceived");
        data.iter().filter_map(|event| event["encodedDataLength"].as_u64()).sum()
    }

    /// Nothing went wrong, and nobody else was asked.
    pub fn is_sound(&self, hosts: &[&str]) {
        assert_eq!(self.faults(), Vec::<String>::new(), "{}", self.who);
        for url in self.requests() {
            let own = url.starts_with("data:")
                || url.starts_with("blob:")
                || url == "about:blank"
                || hosts.iter().any(|host| url.contains(&format!("://{host}/")));
            assert!(own, "{}: a request to somebody else: {url}", self.who);
        }
    }
}
