//! Rules of the house that no lint knows: what templates and SQL may not contain.
//! Each names the requirement it stands for (G1, G2 and D6 of the security requirements).

use crate::support::source;

#[test]
fn g1_templates_escape_everything() {
    assert_no_faults("templates", "html", unescaped);
}

#[test]
fn g2_templates_hold_no_inline_script_or_style() {
    assert_no_faults("templates", "html", inline);
}

#[test]
fn g2_drawings_hold_no_inline_script_or_style() {
    assert_no_faults("static", "svg", inline);
}

#[test]
fn d6_no_sql_is_formatted() {
    assert_no_faults("src", "rs", formatted_sql);
}

/// What a first visit loads, before compression; a page must be there at once on a bad line.
#[test]
fn sheets_and_scripts_stay_small() {
    for (extension, most_bytes) in [("css", 26 * 1024), ("js", 20 * 1024)] {
        let bytes: usize = source::files("static", extension).iter().map(|file| file.text.len()).sum();
        assert!((1..=most_bytes).contains(&bytes), "{bytes} bytes of {extension}, at most {most_bytes}");
    }
}

#[test]
fn the_rules_find_what_they_forbid() {
    for (text, finds) in [
        ("{{ note|safe }}", true),
        ("{{ note | safe }}", true),
        ("{% autoescape false %}", true),
        ("{{ note|safely_cut }}", false),
        ("a safe place", false),
    ] {
        assert_eq!(unescaped(text).is_some(), finds, "{text}");
    }
    for (text, finds) in [
        ("<p style=\"color: red\">", true),
        ("<p class=x style = red>", true),
        ("<a href=\"#\" onclick=\"go()\">", true),
        ("<body onload=go()>", true),
        ("<script>go()</script>", true),
        ("<style>p {}</style>", true),
        ("<a href=\"javascript:go()\">", true),
        ("<script type=\"module\" src=\"/static/keys.js\"></script>", false),
        ("<a data-once=\"true\" href=\"/customers?on=1\">on=off</a>", false),
        ("<link rel=\"stylesheet\" href=\"app.css\">", false),
    ] {
        assert_eq!(inline(text).is_some(), finds, "{text}");
    }
    for (text, finds) in [
        ("sql_query(format!(\"select {x}\"))", true),
        ("diesel::sql_query(\n    &format!(\"select {x}\"),\n)", true),
        ("sql::<Bool>(&format!(\"{column} = 1\"))", true),
        ("conn.batch_execute(&format!(\"drop table {x}\"))", true),
        ("query.sql(format!(\"{x}\"))", true),
        ("sql_query(\"select 1\")", false),
        ("println!(\"{}\", format!(\"sql_query\"))", false),
        ("// never sql_query(format!(..))", false),
    ] {
        assert_eq!(formatted_sql(text).is_some(), finds, "{text}");
    }
}

fn assert_no_faults(folder: &str, extension: &str, fault_in: fn(&str) -> Option<(usize, String)>) {
    let faults: Vec<_> = source::files(folder, extension)
        .into_iter()
        .filter_map(|file| fault_in(&file.text).map(|(line, fault)| format!("{}:{line}: {fault}", file.path)))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The first place where a template writes text as it is.
fn unescaped(text: &str) -> Option<(usize, String)> {
    each_line(text, |line| {
        let filters = line.split('|').skip(1).map(|after| source::identifier(after.trim_start()));
        (filters.into_iter().any(|filter| filter == "safe") || line.contains("autoescape"))
            .then(|| format!("text that is not escaped: {}", line.trim()))
    })
}

/// The first element with a style, a script or an event handler of its own.
fn inline(text: &str) -> Option<(usize, String)> {
    for (at, _) in text.match_indices('<') {
        let tag = text[at..].split_inclusive('>').next().unwrap_or_default();
        let lower = tag.to_lowercase();
        let own_body = lower.starts_with("<style")
            || (lower.starts_with("<script") && !attribute_names(&lower).any(|name| name == "src"));
        let handler = attribute_names(&lower).find(|name| *name == "style" || name.starts_with("on"));
        if own_body || handler.is_some() || lower.contains("javascript:") {
            return Some((text[..at].matches('\n').count() + 1, format!("inline script or style: {tag}")));
        }
    }
    None
}

/// Names of the attributes of one tag that have a value.
fn attribute_names(tag: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let outside_quotes = tag.split(move |c| match (c, quote) {
        ('"' | '\'', None) => {
            quote = Some(c);
            true
        }
        (c, Some(open)) if c == open => {
            quote = None;
            true
        }
        _ => false,
    });
    // Every second piece is the inside of a quotation.
    outside_quotes.step_by(2).flat_map(|piece| {
        piece.match_indices('=').filter_map(|(at, _)| piece[..at].split_whitespace().next_back())
    })
}

/// The first call that hands the database a text made with `format!`.
fn formatted_sql(text: &str) -> Option<(usize, String)> {
    let text = source::without_comments(text);
    for (at, _) in text.match_indices("format!") {
        let before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || c == '&');
        let Some(callee) = before.strip_suffix('(') else { continue };
        // `sql::<Bool>` is `sql` with a type.
        let callee = callee
            .trim_end_matches(|c: char| c == '>' || c == '<' || c == ':' || c == '_' || c.is_alphanumeric());
        let name = &before[callee.len()..before.len() - 1];
        if name.split("::").any(|part| matches!(part, "sql_query" | "sql" | "batch_execute")) {
            return Some((text[..at].matches('\n').count() + 1, format!("formatted SQL: {name}(format!..)")));
        }
    }
    None
}

fn each_line(text: &str, fault: impl Fn(&str) -> Option<String>) -> Option<(usize, String)> {
    text.lines().enumerate().find_map(|(number, line)| fault(line).map(|what| (number + 1, what)))
}
