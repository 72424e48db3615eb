//! A person at a real browser: pages opened, fields filled, keys pressed, files dragged. Things are found by the role and
//! name that assistive technology is told, so a control without a name cannot be used here either.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::log::EventEntryAdded;
use chromiumoxide::cdp::browser_protocol::target::{
    CreateBrowserContextParams, CreateTargetParams, DisposeBrowserContextParams,
};
use chromiumoxide::cdp::js_protocol::runtime::EventExceptionThrown;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::chromium::{Chromium, Raw, chromium};
use super::eventually::{PATIENCE, eventually};
use super::keys::{self, Modifier};

/// How the person is equipped.
#[derive(Clone, Copy, Debug)]
pub struct Equipment {
    pub width: u32,
    pub height: u32,
    pub touch: bool,
    pub scripts: bool,
    pub dark: bool,
}

pub const DESKTOP: Equipment =
    Equipment { width: 1280, height: 900, touch: false, scripts: true, dark: false };
pub const PHONE: Equipment = Equipment { width: 390, height: 844, touch: true, ..DESKTOP };

impl Equipment {
    pub const fn without_scripts(self) -> Self {
        Self { scripts: false, ..self }
    }

    pub const fn in_the_dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// One page in a profile of its own: no cookie is shared with another test.
pub struct Tab {
    page: Page,
    chromium: &'static Chromium,
    context: DisposeBrowserContextParams,
    complaints: Arc<Mutex<Vec<String>>>,
}

/// Something on the page, as DOM node of the browser.
#[derive(Clone, Copy, Debug)]
pub struct Node(i64);

impl Tab {
    pub async fn open(equipment: Equipment) -> Self {
        let chromium = chromium();
        let context = chromium.browser.create_browser_context(CreateBrowserContextParams::default());
        let context = context.await.unwrap();
        let mut target = CreateTargetParams::new("about:blank");
        target.browser_context_id = Some(context.clone());
        let page = chromium.browser.new_page(target).await.unwrap();
        let complaints = Arc::new(Mutex::new(Vec::new()));
        listen(&page, chromium, &complaints).await;
        let tab = Self { page, chromium, context: DisposeBrowserContextParams::new(context), complaints };
        tab.equip(equipment).await;
        tab
    }

    async fn equip(&self, with: Equipment) {
        self.command("Log.enable", json!({})).await;
        let size = json!({ "width": with.width, "height": with.height, "deviceScaleFactor": 1, "mobile": with.touch });
        self.command("Emulation.setDeviceMetricsOverride", size).await;
        self.command("Emulation.setTouchEmulationEnabled", json!({ "enabled": with.touch })).await;
        self.command("Emulation.setScriptExecutionDisabled", json!({ "value": !with.scripts })).await;
        let scheme = if with.dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.command("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Opens an address and waits until it is loaded.
    pub async fn goto(&self, url: &str) {
        self.page.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    pub async fn url(&self) -> String {
        self.page.url().await.unwrap().unwrap_or_default()
    }

    /// Waits until the address ends so.
    pub async fn wait_for_url(&self, end: &str) {
        eventually(format!("the address ends in {end}"), PATIENCE, async || {
            (self.url().await.ends_with(end) && self.is_loaded().await).then_some(())
        })
        .await;
    }

    /// Waits for text that a person can see. Where a page goes on by itself, this is what to wait with: the browser may
    /// never answer a question for a role that is asked while the page is being replaced.
    pub async fn wait_for_text(&self, text: &str) {
        let shown = "document.readyState === 'complete' && document.body.innerText";
        eventually(format!("the page shows {text:?}"), PATIENCE, async || {
            let answer = self.try_evaluate(shown).await?;
            answer.as_str().is_some_and(|shown| shown.contains(text)).then_some(())
        })
        .await;
    }

    /// Waits for an element by CSS selector, for what has no name, such as a drop area.
    pub async fn wait_for(&self, selector: &str) -> Node {
        eventually(format!("there is {selector}"), PATIENCE, async || self.select(selector).await).await
    }

    /// The text a person can see.
    pub async fn text(&self) -> String {
        let text = json!({ "expression": "document.body.innerText", "returnByValue": true });
        // Fails while the page is being replaced by the next one.
        let answer = self.try_command("Runtime.evaluate", text).await.unwrap_or_default();
        answer["result"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits for something with this role and name in the accessibility tree; a link, a button, a text field.
    pub async fn find(&self, role: &str, name: &str) -> Node {
        eventually(format!("there is a {role} called {name:?}"), PATIENCE, async || {
            if self.is_loaded().await { self.with_role(role, name).await } else { None }
        })
        .await
    }

    pub async fn click(&self, role: &str, name: &str) {
        let node = self.find(role, name).await;
        self.click_on(node).await;
    }

    /// Presses a button that sends its form, or a link, and waits for the page that answers: with scripts off that page
    /// may look like this one.
    pub async fn send(&self, role: &str, name: &str) {
        let before = self.document().await;
        self.click(role, name).await;
        eventually(format!("{name:?} leads to a page"), PATIENCE, async || {
            let now = self.document().await;
            (now.is_some() && now != before && self.is_loaded().await).then_some(())
        })
        .await;
    }

    pub async fn click_on(&self, node: Node) {
        let (x, y) = self.centre(node).await;
        let event = |kind: &str, buttons: u8| json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1 });
        self.command("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y })).await;
        self.command("Input.dispatchMouseEvent", event("mousePressed", 1)).await;
        self.command("Input.dispatchMouseEvent", event("mouseReleased", 0)).await;
    }

    /// Replaces what is in a text field.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.find("textbox", label).await;
        self.fill_in(field, text).await;
    }

    pub async fn fill_in(&self, field: Node, text: &str) {
        self.command("DOM.focus", json!({ "backendNodeId": field.0 })).await;
        self.press_with("a", Modifier::Control).await;
        self.press("Backspace").await;
        self.type_text(text).await;
    }

    /// Types into what has the focus, in any script: as an input method does, not key by key.
    pub async fn type_text(&self, text: &str) {
        self.command("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses one key: a character, or a name such as `Enter`, `Escape`, `Tab`, `ArrowDown`, `Backspace`.
    pub async fn press(&self, key: &str) {
        self.press_with(key, Modifier::None).await;
    }

    pub async fn press_with(&self, key: &str, modifier: Modifier) {
        self.press_key(keys::press(key, modifier)).await;
    }

    /// Presses the key at a place, such as `KeyN`, of a layout where it writes something else.
    pub async fn press_at(&self, key: &str, code: &str) {
        self.press_key(keys::press_at(key, code)).await;
    }

    async fn press_key(&self, (down, up): (Value, Value)) {
        self.command("Input.dispatchKeyEvent", down).await;
        self.command("Input.dispatchKeyEvent", up).await;
    }

    /// Drags a file from the desktop: the steps one by one, to look at the page between them.
    pub async fn drag_file(&self, file: &Path, over: Node, steps: &[&str]) {
        let (x, y) = self.centre(over).await;
        // The browser refuses a drag without `items`; the library leaves an empty list out, hence the raw command.
        let data = json!({ "items": [], "files": [file], "dragOperationsMask": 1 });
        for step in steps {
            let event = json!({ "type": step, "x": x, "y": y, "data": data });
            self.command("Input.dispatchDragEvent", event).await;
        }
    }

    /// From now on a file goes out no faster than this.
    pub async fn slow_uploads(&self, bytes_per_second: u32) {
        let conditions = json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second });
        self.command("Network.emulateNetworkConditions", conditions).await;
    }

    /// Chooses files in a file input, as its dialog would.
    pub async fn choose_files(&self, input: Node, files: &[&Path]) {
        self.command("DOM.setFileInputFiles", json!({ "files": files, "backendNodeId": input.0 })).await;
    }

    /// The value of an expression. The content policy of the page does not bind it.
    pub async fn evaluate(&self, expression: &str) -> Value {
        let call = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.command("Runtime.evaluate", call).await;
        assert!(answer.get("exceptionDetails").is_none(), "{expression}\n{answer:#}");
        answer["result"]["value"].clone()
    }

    /// What the browser complained about: scripts that failed, things the content policy refused, missing files.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap().clone()
    }

    /// The same, forgetting them.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut self.complaints.lock().unwrap())
    }

    #[track_caller]
    pub fn assert_no_complaints(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "the browser complains:\n{}", complaints.join("\n"));
    }

    /// Takes a picture of the page; it lies beside those of failed tests. Answers where.
    pub async fn picture(&self, name: &str) -> PathBuf {
        take_picture(&self.page, name).await
    }

    /// Which document is shown: another one for every page that was loaded.
    async fn document(&self) -> Option<String> {
        let answer = self.try_command("Page.getFrameTree", json!({})).await.ok()?;
        answer["frameTree"]["frame"]["loaderId"].as_str().map(str::to_owned)
    }

    /// Whether the page and its scripts are there: what is pressed before that, the scripts do not hear.
    async fn is_loaded(&self) -> bool {
        self.try_evaluate("document.readyState").await.is_some_and(|state| state == "complete")
    }

    /// The value of an expression; nothing while the page is being replaced by the next one.
    async fn try_evaluate(&self, expression: &str) -> Option<Value> {
        let call = json!({ "expression": expression, "returnByValue": true });
        let answer = self.try_command("Runtime.evaluate", call).await.ok()?;
        Some(answer["result"]["value"].clone())
    }

    async fn select(&self, selector: &str) -> Option<Node> {
        let document = self.command("DOM.getDocument", json!({ "depth": 0 })).await;
        let query = json!({ "nodeId": document["root"]["nodeId"], "selector": selector });
        let found = self.try_command("DOM.querySelector", query).await.ok()?;
        let node = found["nodeId"].as_i64().filter(|id| *id != 0)?;
        let described = self.try_command("DOM.describeNode", json!({ "nodeId": node })).await.ok()?;
        described["node"]["backendNodeId"].as_i64().map(Node)
    }

    async fn with_role(&self, role: &str, name: &str) -> Option<Node> {
        let document = self.command("DOM.getDocument", json!({ "depth": 0 })).await;
        let query = json!({
            "backendNodeId": document["root"]["backendNodeId"],
            "role": role,
            "accessibleName": name,
        });
        // Fails while the page is being replaced by the next one.
        let found = self.try_command("Accessibility.queryAXTree", query).await.ok()?;
        let mut nodes = found["nodes"].as_array()?.iter().filter(|node| node["ignored"] == false);
        nodes.find_map(|node| node["backendDOMNodeId"].as_i64()).map(Node)
    }

    async fn centre(&self, node: Node) -> (f64, f64) {
        let which = json!({ "backendNodeId": node.0 });
        self.command("DOM.scrollIntoViewIfNeeded", which.clone()).await;
        let answer = self.command("DOM.getContentQuads", which).await;
        let corners: Vec<f64> =
            answer["quads"][0].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        let mean = |offset: usize| corners.iter().skip(offset).step_by(2).sum::<f64>() / 4.0;
        (mean(0), mean(1))
    }

    async fn command(&self, method: &'static str, parameters: Value) -> Value {
        let shown = parameters.to_string();
        self.try_command(method, parameters).await.unwrap_or_else(|error| panic!("{method} {shown}: {error}"))
    }

    async fn try_command(
        &self,
        method: &'static str,
        parameters: Value,
    ) -> chromiumoxide::error::Result<Value> {
        self.page.execute(Raw { method, parameters }).await.map(|answer| answer.result)
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let (page, chromium, context) = (self.page.clone(), self.chromium, self.context.clone());
        let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let failed = std::thread::panicking();
        let (sender, receiver) = std::sync::mpsc::channel();
        chromium.runtime.spawn(async move {
            if failed {
                let picture = take_picture(&page, &name).await;
                eprintln!("the page as it was: {}", picture.display());
            }
            let _ = chromium.browser.execute(context).await;
            let _ = sender.send(());
        });
        // The browser is not worth waiting for longer than this; a failed test has already said why.
        let _ = receiver.recv_timeout(PATIENCE);
    }
}

/// Collects what the browser says of the page, on the browser's own thread.
async fn listen(page: &Page, chromium: &Chromium, complaints: &Arc<Mutex<Vec<String>>>) {
    let mut entries = page.event_listener::<EventEntryAdded>().await.unwrap();
    let mut exceptions = page.event_listener::<EventExceptionThrown>().await.unwrap();
    let (of_entries, of_exceptions) = (complaints.clone(), complaints.clone());
    chromium.runtime.spawn(async move {
        while let Some(event) = entries.next().await {
            let entry = &event.entry;
            let text = format!("{:?}: {} {}", entry.level, entry.text, entry.url.as_deref().unwrap_or(""));
            of_entries.lock().unwrap().push(text);
        }
    });
    chromium.runtime.spawn(async move {
        while let Some(event) = exceptions.next().await {
            let details = &event.exception_details;
            let what = details.exception.as_ref().and_then(|it| it.description.clone());
            of_exceptions.lock().unwrap().push(what.unwrap_or_else(|| details.text.clone()));
        }
    });
}

async fn take_picture(page: &Page, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.png"));
    let full = chromiumoxide::page::ScreenshotParams::builder().full_page(true).build();
    match page.save_screenshot(full, &file).await {
        Ok(_) => file,
        Err(error) => PathBuf::from(format!("no picture: {error}")),
    }
}
