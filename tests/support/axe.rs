//! The machine-checkable part of accessibility, by axe-core.

use std::fmt::Write;

use serde_json::Value;

use super::browser::Tab;

const AXE: &str = include_str!("../browser/axe.min.js");

const RUN: &str = "axe.run(document, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    resultTypes: ['violations'],
}).then(report => report.violations)";

/// Every violation on the page as a paragraph; empty when there is none.
pub async fn violations(tab: &Tab) -> String {
    tab.evaluate(AXE).await;
    let violations = tab.evaluate(RUN).await;
    let mut report = String::new();
    for violation in violations.as_array().expect("axe answers a list") {
        describe(violation, &mut report);
    }
    report
}

/// Asserts that the page has none.
pub async fn assert_accessible(tab: &Tab) {
    let violations = violations(tab).await;
    assert!(violations.is_empty(), "{}\n{violations}", tab.url().await);
}

fn describe(violation: &Value, into: &mut String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (id, impact, help) = (&violation["id"], &violation["impact"], &violation["help"]);
    writeln!(into, "{} ({}): {}", text(id), text(impact), text(help)).unwrap();
    for node in violation["nodes"].as_array().into_iter().flatten() {
        let advice = text(&node["failureSummary"]).replace('\n', "\n    ");
        writeln!(into, "  {}\n    {advice}", text(&node["html"])).unwrap();
    }
}
