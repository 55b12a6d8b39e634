//! How faults are printed.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// With the source, for people
    #[default]
    Human,
    /// One JSON document
    Json,
    /// Workflow commands of GitHub Actions
    Github,
}
