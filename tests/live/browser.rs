//! A real Chromium with an empty profile, driven as a person would: by what is written on the page.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::stage::{PASSWORD, Stage, free_tcp_port, tether, until};

const DRIVER: &str = "/usr/bin/chromedriver";
const CHROMIUM: &str = "/usr/bin/chromium";

/// Chromium is large and this machine is small.
const OPEN_WITHIN: Duration = Duration::from_secs(30);
/// For anything a page does.
const PAGE_WITHIN: Duration = Duration::from_secs(10);

/// One browser window.
#[derive(Debug)]
pub(crate) struct Browser {
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Opens one that shows nothing yet.
    pub(crate) async fn open() -> Self {
        for (program, package) in [(DRIVER, "chromium-driver"), (CHROMIUM, "chromium")] {
            let there = std::path::Path::new(program).exists();
            assert!(
                there,
                "the scenes with pages need {program}; install it with: apt-get install {package}"
            );
        }
        let profile = tempfile::Builder::new().prefix("santral-chromium-").tempdir().unwrap();
        let port = free_tcp_port();
        // A group of its own: the driver's browsers end with it.
        let driver = Command::new(DRIVER)
            .arg(format!("--port={port}"))
            .env("LANGUAGE", "tr")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        tether(driver.id());
        let options = json!({
            "binary": CHROMIUM,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--lang=tr", "--window-size=1280,900", format!("--user-data-dir={}", profile.path().display()),
            ],
            "prefs": { "intl.accept_languages": "tr" },
        });
        let capabilities = [("goog:chromeOptions".to_owned(), options)].into_iter().collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = until("chromedriver opens a browser", OPEN_WITHIN, async || {
            builder.connect(&format!("http://127.0.0.1:{port}")).await.map_err(|error| error.to_string())
        })
        .await;
        Self { client, driver, _profile: profile }
    }

    /// Signs somebody in at the door and waits until her page is live.
    pub(crate) async fn sign_in(&self, stage: &Stage, login: &str) {
        self.goto(stage, "/").await;
        self.element("input[autocomplete=username]").await.send_keys(login).await.unwrap();
        self.element("input[autocomplete=current-password]").await.send_keys(PASSWORD).await.unwrap();
        self.press("Oturum aç").await;
        self.element(".conn-live").await;
    }

    /// Opens a page of ours.
    pub(crate) async fn goto(&self, stage: &Stage, path: &str) {
        self.client.goto(&format!("http://{}{path}", stage.santral.address)).await.unwrap();
        let source = self.client.source().await.unwrap();
        assert!(
            !source.contains("built without its pages"),
            "build the pages first: npm --prefix web-widget run build"
        );
    }

    /// Opens somebody else's page.
    pub(crate) async fn goto_foreign(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Chooses her state in the bar.
    pub(crate) async fn choose_state(&self, value: &str) {
        let select = self
            .client
            .wait()
            .at_most(PAGE_WITHIN)
            .for_element(Locator::XPath("//select[option[@value='available:']]"));
        select.await.unwrap().select_by_value(value).await.unwrap();
    }

    /// Waits until something that matches is on the page and seen.
    pub(crate) async fn element(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PAGE_WITHIN).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}; the page says: {}", self.text().await),
        }
    }

    /// Waits until an element that matches says this.
    pub(crate) async fn says(&self, css: &str, words: &str, within: Duration) {
        until(&format!("{css} says {words:?}"), within, async || {
            let texts = self.texts(css).await;
            if texts.iter().any(|text| text.contains(words)) {
                Ok(())
            } else {
                Err(format!("{texts:?} on {}", self.text().await))
            }
        })
        .await;
    }

    /// Waits until nothing that matches is left.
    pub(crate) async fn is_without(&self, css: &str, within: Duration) {
        until(&format!("no {css} is left"), within, async || {
            let texts = self.texts(css).await;
            if texts.is_empty() { Ok(()) } else { Err(format!("{texts:?}")) }
        })
        .await;
    }

    /// Presses the button with this text.
    pub(crate) async fn press(&self, words: &str) {
        let button = format!("//button[contains(normalize-space(.), \"{words}\")][not(@aria-disabled)]");
        self.at(&button).await.click().await.unwrap();
    }

    /// Follows the link with this text.
    pub(crate) async fn follow(&self, words: &str) {
        self.at(&format!("//a[contains(normalize-space(.), \"{words}\")]")).await.click().await.unwrap();
    }

    /// Chooses from the list under this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let select = format!("//select[@id=//label[normalize-space(.)=\"{label}\"]/@for]");
        self.at(&select).await.select_by_label(option).await.unwrap();
    }

    /// Presses one of the pills under this legend.
    pub(crate) async fn pick(&self, legend: &str, option: &str) {
        let pill = format!(
            "//fieldset[legend[normalize-space(.)=\"{legend}\"]]//label[normalize-space(.)=\"{option}\"]"
        );
        self.at(&pill).await.click().await.unwrap();
    }

    /// Writes into the field under this label.
    pub(crate) async fn write(&self, label: &str, words: &str) {
        let field =
            format!("//*[self::input or self::textarea][@id=//label[normalize-space(.)=\"{label}\"]/@for]");
        self.at(&field).await.send_keys(words).await.unwrap();
    }

    /// What a person reads on the whole page.
    pub(crate) async fn text(&self) -> String {
        let text = self.client.execute("return document.body.innerText", Vec::new()).await;
        text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// What a script says.
    pub(crate) async fn evaluate(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Loads the page again.
    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    async fn texts(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)";
        let texts = self.client.execute(script, vec![json!(css)]).await.ok();
        texts.and_then(|texts| serde_json::from_value(texts).ok()).unwrap_or_default()
    }

    async fn at(&self, xpath: &str) -> Element {
        let found = self.client.wait().at_most(PAGE_WITHIN).for_element(Locator::XPath(xpath)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{xpath}: {error}; the page says: {}", self.text().await),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The group is the driver's own, made above.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.driver.wait();
    }
}
