//! Diagnostics with the source that they are about.

use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, fact_and_remedy, shown};

/// Renders diagnostics, with colours (the streams take them out where they do not belong). Paths are
/// told from this folder.
///
/// A remedy that all of them share is told once, at the end.
pub(crate) fn render(diagnostics: &[Diagnostic], from: &Path) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let remedies: Vec<Option<&str>> = diagnostics.iter().map(|it| fact_and_remedy(&it.message).1).collect();
    let shared = match remedies.as_slice() {
        [first, _, ..] if remedies.iter().all(|remedy| remedy == first) => *first,
        _ => None,
    };
    let mut parts: Vec<String> =
        diagnostics.iter().map(|diagnostic| one(&renderer, diagnostic, shared.is_some(), from)).collect();
    if let Some(remedy) = shared {
        parts.push(renderer.render(&[Group::with_title(Level::HELP.secondary_title(remedy))]));
    }
    parts.join("\n\n")
}

fn one(renderer: &Renderer, diagnostic: &Diagnostic, remedy_comes_later: bool, from: &Path) -> String {
    let (fact, remedy) = fact_and_remedy(&diagnostic.message);
    let title = Level::ERROR.primary_title(fact).id(diagnostic.code);
    let place = &diagnostic.place;
    let path = shown(&place.path, from);
    let mut group = match &place.range {
        Some(range) => title.element(
            Snippet::source(&*place.source)
                .path(path)
                .fold(true)
                .annotation(AnnotationKind::Primary.span(range.clone())),
        ),
        None => title.element(Origin::path(path)),
    };
    if let Some(remedy) = remedy
        && !remedy_comes_later
    {
        group = group.element(Level::HELP.message(remedy));
    }
    renderer.render(&[group])
}

#[cfg(test)]
mod tests {
    use super::super::testing::diagnostic;
    use super::*;

    fn plain(diagnostics: &[Diagnostic]) -> String {
        anstream::adapter::strip_str(&render(diagnostics, Path::new("/checkout"))).to_string()
    }

    #[test]
    fn one_fault_shows_its_source_and_its_remedy() {
        let source = "schema! {\n    table a {\n        id integer,\n        b text?,\n    }\n}\n";
        let at = source.find("b text").unwrap();
        let fault = diagnostic(
            "column `a.b` is not in revision `0001_x`; run `cargo schema snapshot -m …`",
            "/checkout/src/lib.rs",
            source,
            Some(at..at + 1),
        );
        insta::assert_snapshot!(plain(&[fault]), @r"
        error[pending]: column `a.b` is not in revision `0001_x`
         --> src/lib.rs:4:9
          |
        4 |         b text?,
          |         ^
          |
          = help: run `cargo schema snapshot -m …`
        ");
    }

    #[test]
    fn a_shared_remedy_is_told_once() {
        let fault = |name: &str| diagnostic(&format!("table `{name}` is gone; run `x`"), "/checkout/history", "", None);
        insta::assert_snapshot!(plain(&[fault("a"), fault("b")]), @r"
        error[pending]: table `a` is gone
        --> history

        error[pending]: table `b` is gone
        --> history

        help: run `x`
        ");
    }
}
