//! Diagnostics as workflow commands of GitHub Actions
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use std::path::Path;

use super::{Diagnostic, shown};

/// One `::error …::` line for each diagnostic. Paths are told from this folder, which has to be the
/// checkout's for GitHub to show them at their lines.
pub(crate) fn render(diagnostics: &[Diagnostic], from: &Path) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let place = &diagnostic.place;
        let mut properties = vec![format!("file={}", property(&shown(&place.path, from)))];
        if let (Some(start), Some(end)) = (place.start(), place.end()) {
            properties.push(format!("line={}", start.line));
            properties.push(format!("col={}", start.column));
            properties.push(format!("endLine={}", end.line));
            // GitHub takes columns only where both are of one line.
            if start.line == end.line {
                properties.push(format!("endColumn={}", end.column));
            }
        }
        properties.push(format!("title={}", property(&format!("cargo schema check ({})", diagnostic.code))));
        text.push_str(&format!("::error {}::{}\n", properties.join(","), data(&diagnostic.message)));
    }
    text
}

/// An `::error …::` line about no file.
pub(crate) fn without_place(code: &str, message: &str) -> String {
    format!("::error title={}::{}\n", property(&format!("cargo schema check ({code})")), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::testing::diagnostic;
    use super::*;

    #[test]
    fn what_would_end_a_property_is_escaped() {
        let fault = diagnostic("50% of `a`\nis, gone", "/checkout/src/a,b.rs", "xy\nz", Some(1..2));
        assert_eq!(
            render(&[fault], Path::new("/checkout")),
            "::error file=src/a%2Cb.rs,line=1,col=2,endLine=1,endColumn=3,\
             title=cargo schema check (pending)::50%25 of `a`%0Ais, gone\n"
        );
    }

    #[test]
    fn a_whole_file_has_no_line() {
        let fault = diagnostic("gone", "/checkout/history", "", None);
        assert_eq!(
            render(&[fault], Path::new("/checkout")),
            "::error file=history,title=cargo schema check (pending)::gone\n"
        );
    }
}
