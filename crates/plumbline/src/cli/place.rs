//! Where the data lie: `--data` is a folder or a PostgreSQL URL; with a URL, files and keys need folders of their own.

use crate::text::{Lang, text, text_with};
use std::{path::PathBuf, sync::Arc};
use store::{Settings, Store, clock::SystemClock, db::Place};

#[derive(clap::Args, Clone, Debug)]
pub struct PlaceArgs {
    /// Folder of the data, or the URL of a PostgreSQL database
    #[arg(long, env = "PLUMBLINE_DATA", default_value = "plumbline-data")]
    pub data: String,
    /// Folder of the files; needed with a URL
    #[arg(long, env = "PLUMBLINE_FILES")]
    pub files: Option<PathBuf>,
    /// Folder of signing key and checkpoints; needed with a URL
    #[arg(long, env = "PLUMBLINE_KEYS")]
    pub keys: Option<PathBuf>,
    /// Name under which the record is signed, for a new folder
    #[arg(long, default_value = "plumbline")]
    pub name: String,
}

impl PlaceArgs {
    /// The settings, or what is missing.
    pub fn settings(&self, lang: Lang) -> Result<Settings, String> {
        let url = self.data.starts_with("postgres://") || self.data.starts_with("postgresql://");
        let mut settings = Settings::folder(std::path::Path::new(&self.data));
        if url {
            let (Some(files), Some(keys)) = (&self.files, &self.keys) else { return Err(text(lang, "cli-url-needs-folders")) };
            settings =
                Settings { place: Place::Postgres(self.data.clone()), files: files.clone(), keys: keys.clone(), name: String::new() };
        }
        settings.files = self.files.clone().unwrap_or(settings.files);
        settings.keys = self.keys.clone().unwrap_or(settings.keys);
        settings.name = self.name.clone();
        Ok(settings)
    }

    /// Opens the installation; `existing`: a place that holds none is an error rather than made.
    pub fn open(&self, lang: Lang, existing: bool) -> Result<Store, String> {
        let settings = self.settings(lang)?;
        let missing = existing && matches!(&settings.place, Place::Sqlite(p) if !p.exists());
        if missing {
            return Err(text_with(lang, "cli-no-data", &[("place", self.data.clone())]));
        }
        Store::open(settings, Arc::new(SystemClock)).map_err(|e| text_with(lang, "cli-open-failed", &[("why", e.to_string())]))
    }
}
